"""What the steps of one run share: the job, the clock, the places. Made once, never changed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from patronctl.config.workspace import LoadedJob
from patronctl.domain.schedule import Update


@dataclass(frozen=True)
class RunOptions:
    """What the command line says of one run.

    `update` None: the schedule of the run's weekday decides, full where it says nothing. `as_of` None: now.
    `allow` names the guards that may be broken this once. `wait_minutes` is the patience with a district that is in use.
    `repair` is a corrected quarantine file, which is loaded instead of the source's.
    """

    update: Update | None = None
    dry_run: bool = False
    as_of: datetime | None = None
    allow: tuple[str, ...] = ()
    wait_minutes: int = 0
    reason: str = ""
    """Why the run's clock may be one that is refused otherwise: far ahead of now, or before the last load."""
    repair: Path | None = None


@dataclass(frozen=True)
class Context:
    """One run. `as_of` has a time zone; `folder` is the run's own."""

    loaded: LoadedJob
    run_id: str
    update: Update
    dry_run: bool
    as_of: datetime
    allow: tuple[str, ...]
    folder: Path
    reason: str = ""
    """Why the clock may be one that is refused otherwise."""
    repair: bool = False
    """The file is a corrected quarantine file: no baseline, and nobody is missing for not being in it."""
    judges_everybody: bool = False
    """The rules judge everybody, even where a gate is shut: to explain, not to retire."""

    @property
    def utc(self) -> datetime:
        """The run's clock in UTC without a zone, as the store holds times."""
        return self.as_of.astimezone(UTC).replace(tzinfo=None)

    @property
    def today(self) -> date:
        """The run's day in the district's time zone."""
        return self.as_of.astimezone(ZoneInfo(self.loaded.district.timezone)).date()

    @property
    def incremental(self) -> bool:
        """Whether only new and changed records are loaded."""
        return self.update == "incremental"
