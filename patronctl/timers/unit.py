"""A unit file of ours: its name, its text, and the marker that makes it ours."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

PREFIX = "patronctl-"
DIGEST = "X-Patronctl-Digest="
JOB = "X-Patronctl-Job="
WORKSPACE = "X-Patronctl-Workspace="


@dataclass(frozen=True)
class Unit:
    """One unit file. The markers are lines of its [Unit] section; systemd ignores keys that begin with X-."""

    name: str
    text: str

    @property
    def is_timer(self) -> bool:
        """Timers are enabled and started; services only lie there until a timer starts them."""
        return self.name.endswith(".timer")

    @property
    def job(self) -> str | None:
        """The job it was made for; None for a unit that isn't ours."""
        return self._value(JOB)

    @property
    def workspace(self) -> str | None:
        """The workspace it was applied from."""
        return self._value(WORKSPACE)

    @cached_property
    def is_as_made(self) -> bool:
        """Whether the text is the one that patronctl wrote, to the byte."""
        return self._value(DIGEST) == digest_of(self.text)

    def _value(self, marker: str) -> str | None:
        found = re.search(rf"^{marker}(.*)$", self.text, re.MULTILINE)
        return found[1] if found else None


def digest_of(text: str) -> str:
    """The digest of a unit's text, taken without the line that holds it."""
    lines = (line for line in text.splitlines(keepends=True) if not line.startswith(DIGEST))
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def timer_name(job: str, update: str) -> str:
    """A timer per job and kind of update."""
    return f"{PREFIX}{job}-{update}.timer"


def service_template(job: str) -> str:
    """One service per job. The kind of update is its instance, so that a catch-up keeps its kind."""
    return f"{PREFIX}{job}@.service"


def service_name(job: str, update: str) -> str:
    """The service that a timer starts."""
    return f"{PREFIX}{job}@{update}.service"


def failed_name(job: str) -> str:
    """What systemd starts when a run of the job failed. (A job name has no `@`, so the names can't meet.)"""
    return f"{PREFIX}{job}-failed.service"
