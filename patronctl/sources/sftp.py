"""A feed on an SFTP server. paramiko is imported only when a connection is made."""

from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from patronctl.domain.model import Model, Text
from patronctl.secrets import SecretReference
from patronctl.sources.folder import Folder, Watch, just_do
from patronctl.sources.names import FileName

Fingerprint = Annotated[Text, Field(pattern=r"^SHA256:[A-Za-z0-9+/]{43}$", examples=["SHA256:uNiVztksCsDhcc0u9e8BrwQJl9L2kWl1q1l7eJXKQvE"])]


class SftpSource(Model):
    """A folder of an SFTP server, and a file name in it. Names are case-sensitive."""

    needs_network: ClassVar[bool] = True
    """A service that runs the job must be let into the network."""

    type: Literal["sftp"]
    host: Text
    """The server's name or address."""
    port: Annotated[int, Field(ge=1, le=65535, strict=True)] = 22
    """The server's port."""
    folder: Text = "."
    """The folder. A relative path counts from where the login lands."""
    file: FileName
    """The file's name."""
    username: Text
    """The name of the login."""
    password: SecretReference | None = None
    """Where the password lies. Give this or private_key."""
    private_key: SecretReference | None = None
    """Where the private key lies, in OpenSSH's or PEM form."""
    passphrase: SecretReference | None = None
    """Where the passphrase of the private key lies."""
    host_key: Fingerprint | Annotated[list[Fingerprint], Field(min_length=1)] | None = None
    """The server's host key by its fingerprint, as `ssh-keygen -l` shows it; several while a key is being changed."""
    known_hosts: Text | None = None
    """Instead of host_key: a known_hosts file. A relative path counts from the file that names it."""
    timeout_seconds: Annotated[int, Field(ge=1, le=600, strict=True)] = 30
    """How long to wait for each answer: connection, greeting, login, every piece of the file."""
    attempts: Annotated[int, Field(ge=1, le=10, strict=True)] = 4
    """How often to try what may pass, such as a connection that was cut; a download goes on where it stopped."""

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.password is None) == (self.private_key is None):
            raise ValueError("give exactly one of password and private_key")
        if self.passphrase is not None and self.private_key is None:
            raise ValueError("passphrase goes with private_key")
        return self

    @model_validator(mode="after")
    def _host_is_known(self) -> Self:
        if (self.host_key is None) == (self.known_hosts is None):
            raise ValueError("give exactly one of host_key and known_hosts: a server is never trusted on first use")
        return self

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """The pinned host keys; none where a known_hosts file is used."""
        return (self.host_key,) if isinstance(self.host_key, str) else tuple(self.host_key or ())

    def open(self, beside: Path, watch: Watch = just_do) -> Folder:
        """The folder on the server, through `watch`'s steps: name, port, host key, login, folder.

        Raises ConfigurationError for a secret that can't be had, FeedError, or TransientError after the last attempt.
        """
        from patronctl.sources.sftp_folder import SftpFolder

        return SftpFolder.connect(self, beside, watch)
