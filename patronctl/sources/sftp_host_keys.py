"""Which host keys a server may show: pinned by fingerprint, or listed in a known_hosts file. Never trusted on first use."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import paramiko
from paramiko.hostkeys import InvalidHostKey

from patronctl.domain.errors import ConfigurationError, FeedError
from patronctl.places import require_regular
from patronctl.sources.sftp import SftpSource

ED25519 = ("ssh-ed25519",)
ECDSA = ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")
RSA = ("rsa-sha2-512", "rsa-sha2-256")
ALL = (*ED25519, *ECDSA, *RSA)
_CHANGED = (
    "Ask the server's operator, by another way than this connection, whether the key was changed. If it was, put the new one into "
    "{place}. Until then nothing is sent to it, not even the password."
)


def algorithms(key_name: str) -> tuple[str, ...]:
    """The host key algorithms that a key of the name is used with."""
    return RSA if key_name == "ssh-rsa" else (key_name,)


@dataclass(frozen=True)
class ExpectedKeys:
    """What the server may show. `place` is where that is said."""

    place: str
    fingerprints: tuple[str, ...] = ()
    listed: tuple[paramiko.PKey, ...] = field(default=())

    def allows(self, key: paramiko.PKey) -> bool:
        """Whether the server may show the key."""
        return key.fingerprint in self.fingerprints or any(key == listed for listed in self.listed)

    @property
    def wanted(self) -> tuple[str, ...]:
        """Algorithms to ask the server for: a fingerprint doesn't say its kind, a listed key does."""
        return tuple(name for key in self.listed for name in algorithms(key.get_name())) or ALL

    def refusal(self, host: str, shown: Sequence[str]) -> FeedError:
        """The error for a server that showed other keys."""
        if not self.fingerprints and not self.listed:
            return FeedError(
                f"{host} is not in {self.place}; it shows {', '.join(shown)}",
                hint="Ask the server's operator for the fingerprint of its host key. If it is the same, add the server to the file, "
                "or put the fingerprint into source.host_key. A server is never trusted on first use.",
                code="host_key_unknown",
            )
        return FeedError(
            f"The host key of {host} is not the one in {self.place}: it shows {', '.join(shown) or 'no key of that kind'}",
            hint=_CHANGED.format(place=self.place),
            code="host_key_changed",
        )


def expected_keys(source: SftpSource, beside: Path) -> ExpectedKeys:
    """The keys that the source's configuration names. Raises ConfigurationError for a known_hosts file that can't be read."""
    if source.known_hosts is None:
        return ExpectedKeys("source.host_key", fingerprints=source.fingerprints)
    path = beside / source.known_hosts
    try:
        require_regular(path)
        known = paramiko.HostKeys(str(path))
    except OSError as problem:
        raise ConfigurationError(
            f"The known_hosts file {path} can't be read: {problem.strerror}", hint="Correct source.known_hosts, or give source.host_key."
        ) from None
    except (ValueError, paramiko.SSHException, InvalidHostKey):
        # Bytes that are no text, or a key that is none; paramiko's words may repeat the line.
        raise ConfigurationError(
            f"The known_hosts file {path} has lines that are not host keys", hint="Correct source.known_hosts, or give source.host_key."
        ) from None
    entries = known.lookup(source.host if source.port == 22 else f"[{source.host}]:{source.port}") or {}
    return ExpectedKeys(str(path), listed=tuple(entries.values()))
