"""Tell people by e-mail."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from patronctl.domain.model import Text
from patronctl.notify.channel import BaseChannel, Message
from patronctl.secrets import SecretReference

PORTS = {"starttls": 587, "tls": 465, "none": 25}
Address = Annotated[Text, Field(pattern=r"^[^\s@<>,;]+@[^\s@<>,;]+$")]


class EmailChannel(BaseChannel):
    """A mail server and who gets the mail."""

    type: Literal["email"]
    to: Annotated[list[Address], Field(min_length=1)]
    """Who gets the mail."""
    sender: Address
    """Whom it is from."""
    server: Text
    """The mail server's name."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """STARTTLS (port 587) or TLS from the first byte (port 465); none (port 25) only for a server of one's own, and without a login."""
    port: Annotated[int, Field(ge=1, le=65535, strict=True)] | None = None
    """Left out, the usual one of the security."""
    ca_file: Text | None = None
    """Certificates to trust, where the server's comes from an authority of one's own."""
    username: Text | None = None
    """The name of the login, where the server wants one."""
    password: SecretReference | None = None
    """Where the password of the login lies."""

    @model_validator(mode="after")
    def _login_is_whole_and_private(self) -> Self:
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password go together")
        if self.username and self.security == "none":
            raise ValueError("a password is never sent without TLS: use security: starttls or tls")
        return self

    def send(self, message: Message, beside: Path, timeout: float) -> None:
        """See BaseChannel."""
        from patronctl.notify import smtp

        server = smtp.Server(
            self.server, self.port or PORTS[self.security], self.security, beside / self.ca_file if self.ca_file else None, timeout
        )
        login = (self.username, self.password.resolve(beside)) if self.username and self.password else None
        smtp.send(server, login, smtp.mail(message, self.sender, self.to))
