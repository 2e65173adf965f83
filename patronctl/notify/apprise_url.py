"""Tell people by whatever Apprise speaks: Teams, Slack, Signal, SMS and a hundred more. Needs `pip install patronctl[apprise]`."""

from pathlib import Path
from typing import Literal

from patronctl.domain.errors import ConfigurationError
from patronctl.notify.channel import BaseChannel, Message, SendError
from patronctl.secrets import SecretReference


class AppriseChannel(BaseChannel):
    """One Apprise URL. It holds a token or a password as a rule, so it is a secret."""

    type: Literal["apprise"]
    url: SecretReference
    """Where the URL lies."""

    def send(self, message: Message, beside: Path, timeout: float) -> None:  # noqa: ARG002 (Apprise has time limits of its own)
        """See BaseChannel."""
        try:
            import apprise
        except ImportError:
            raise ConfigurationError("The library apprise is not installed", hint="pip install 'patronctl[apprise]'") from None
        receiver = apprise.Apprise()
        if not receiver.add(self.url.resolve(beside).reveal()):
            raise SendError("the secret is no Apprise URL", again=False)
        if not receiver.notify(title=message.subject, body=message.body):
            raise SendError("the service did not take the message", again=True)
