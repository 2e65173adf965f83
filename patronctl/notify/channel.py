"""What every channel has, and what sending may end in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from patronctl.domain.model import Model, Text
from patronctl.secrets import SecretReference

if TYPE_CHECKING:
    from patronctl.notify.event import Event

Wanted = Literal["started", "succeeded", "recovered", "failed", "blocked", "missed"]


def _complete(url: str) -> str:
    """An address with a host and, if it has one, a port that is a number. Said without the address, which may be a secret."""
    try:
        parts = urlsplit(url)
        complete = bool(parts.hostname) and parts.port != 0
    except ValueError:
        complete = False
    if not complete:
        raise ValueError(
            "this is no complete address; write https://example.org/path, with an IPv6 address in brackets: https://[::1]:8080/"
        )
    return url


Url = Annotated[Text, Field(pattern=r"^https?://[^\s]+$"), AfterValidator(_complete)]
Target = Url | SecretReference
DEFAULT: list[Wanted] = ["failed", "blocked", "missed", "recovered"]


class Message(NamedTuple):
    """An event with its words."""

    event: "Event"
    subject: str
    body: str


class SendError(Exception):
    """A message did not arrive. The words name no secret and no address. `again`: another try may help."""

    def __init__(self, message: str, *, again: bool) -> None:
        super().__init__(message)
        self.again = again


class BaseChannel(Model):
    """A way to tell somebody."""

    events: list[Wanted] = DEFAULT
    """What to tell. An empty list silences the channel."""

    @property
    def needs_network(self) -> bool:
        """A service that runs the job must be let into the network."""
        return True

    def send(self, message: Message, beside: Path, timeout: float) -> None:
        """Send one message. Secrets in files count from `beside`. Raises SendError, or ConfigurationError where a secret is missing."""
        raise NotImplementedError


def address(target: Target, beside: Path) -> str:
    """The URL, wherever it lies. Raises SendError where it is none."""
    if not isinstance(target, SecretReference):
        return target
    url = target.resolve(beside).reveal().strip()
    if not url.startswith(("https://", "http://")):
        raise SendError("the secret is no http address", again=False)
    try:
        return _complete(url)
    except ValueError:
        raise SendError("the secret is no complete http address", again=False) from None
