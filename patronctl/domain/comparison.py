"""What a comparison says."""

from typing import Literal

from patronctl.domain.model import Output
from patronctl.domain.timer_plan import Upcoming


class Change(Output):
    """One sentence about one job or district."""

    about: str
    topic: Literal["job", "schedule", "job settings", "properties", "district"]
    text: str
    danger: str = ""
    """What is dangerous about it; blank where nothing is."""


class Comparison(Output):
    """The working tree against a revision."""

    format_version: Literal[1] = 1
    revision: str
    changes: list[Change]
    notes: list[str]
    schedules: list[Upcoming]
    """The next runs of each job whose schedule changes."""

    @property
    def dangerous(self) -> list[Change]:
        """The changes that somebody should look at twice."""
        return [change for change in self.changes if change.danger]
