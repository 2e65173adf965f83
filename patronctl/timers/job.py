"""What the units of a job are made from: plain values, so that this folder doesn't know the YAML."""

from dataclasses import dataclass
from pathlib import Path

from patronctl.domain.schedule import Schedule, Update

UPDATES: tuple[Update, ...] = ("full", "incremental")


@dataclass(frozen=True)
class TimedJob:
    """One job with a schedule."""

    name: str
    title: str
    """Whose patrons: the district's title."""
    file: str
    """The job's file, counted from the workspace."""
    district: str
    timezone: str
    schedule: Schedule
    reads: tuple[Path, ...] = ()
    """Folders and files that a run reads."""
    writes: tuple[Path, ...] = ()
    """Folders in which a run moves or deletes its feed."""
    credentials: tuple[str, ...] = ()
    """Names of the systemd credentials that a run needs."""
    network: bool = False
    """Whether a run talks to other machines."""

    def updates(self) -> tuple[Update, ...]:
        """The kinds of update that the schedule has a weekday for."""
        days: dict[Update, list[str]] = {"full": [*self.schedule.full], "incremental": [*self.schedule.incremental]}
        return tuple(update for update in UPDATES if days[update])


@dataclass(frozen=True)
class Server:
    """Where the units run: the same for every job."""

    workspace: Path
    state: Path
    command: tuple[str, ...]
    """The installed patronctl, by absolute path."""
    runtime: tuple[Path, ...] = ()
    """Folders that the installed patronctl needs to see."""
    account: str | None = None
    """The unprivileged account that runs jobs; None for a user manager, which runs them as its user."""
    reads_journal: bool = False
    """Whether there is a group whose members may read the journal: the service that raises the alarm becomes one."""
    encrypted_credentials: frozenset[str] = frozenset()
    """Credentials that lie encrypted on this server."""
