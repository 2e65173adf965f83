"""Tell a heartbeat monitor elsewhere, which raises the alarm when nothing comes: also when this server is gone."""

from pathlib import Path
from typing import Literal

from patronctl.notify.channel import BaseChannel, Message, Target, Wanted, address

EVERY_END: list[Wanted] = ["started", "succeeded", "recovered", "failed", "blocked"]


class PingChannel(BaseChannel):
    """A GET of an address when a run starts, succeeds, or doesn't. Nothing is sent along."""

    type: Literal["ping"]
    success: Target
    """The address to get after a run that succeeded, or where it lies if it is a secret."""
    start: Target | None = None
    """Left out, a start is not told."""
    fail: Target | None = None
    """For runs that failed or were blocked. Left out, the monitor notices by silence."""
    events: list[Wanted] = EVERY_END
    """What to tell. An empty list silences the channel."""

    def send(self, message: Message, beside: Path, timeout: float) -> None:
        """See BaseChannel."""
        from patronctl.notify import http

        targets = {"started": self.start, "failed": self.fail, "blocked": self.fail, "missed": self.fail}
        target = targets.get(message.event.event, self.success)
        if target is not None:
            http.send(address(target, beside), None, {}, timeout)
