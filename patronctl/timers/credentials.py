"""Where systemd finds the credentials that the jobs name, and which of them lie nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from patronctl.timers.job import TimedJob

PLAIN = tuple(map(Path, ("/etc/credstore", "/run/credstore", "/usr/lib/credstore")))
ENCRYPTED = tuple(map(Path, ("/etc/credstore.encrypted", "/run/credstore.encrypted", "/usr/lib/credstore.encrypted")))
"""systemd.exec(5): the folders that LoadCredential= and LoadCredentialEncrypted= search for a name."""


@dataclass(frozen=True)
class Credentials:
    """What was found of the credentials that jobs need."""

    encrypted: frozenset[str]
    missing: list[str]
    """A sentence for each that lies nowhere."""

    @classmethod
    def on_this_server(cls, jobs: Sequence[TimedJob], *, user: bool) -> Self:
        """Look for every credential by name; nothing is read."""
        needed = sorted({(name, job.name) for job in jobs for name in job.credentials})
        missing = [_sentence(name, job) for name, job in needed if not user and not _lies_in(name, PLAIN) and not _lies_in(name, ENCRYPTED)]
        return cls(frozenset(name for name, _ in needed if _lies_in(name, ENCRYPTED)), missing)


def _lies_in(name: str, folders: Sequence[Path]) -> bool:
    return any((folder / name).exists() for folder in folders)


def _sentence(name: str, job: str) -> str:
    return (
        f"{job} needs the credential {name}, which is in no credential store: put it into {PLAIN[0]}/{name} (mode 0600), "
        f"or encrypted, with systemd-creds encrypt, into {ENCRYPTED[0]}/{name}"
    )
