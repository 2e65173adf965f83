"""Guard the plan: count what it changes, hold it against the limits, and drop the retirement where the job says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from patronctl.config.job import Job
from patronctl.domain.conditions import Reading
from patronctl.domain.guard import Guards, Headcount, about_retirement, blocking, on_people, on_records
from patronctl.domain.run_record import Check
from patronctl.store.connection import Door

DROPPED = "nobody was inactivated or deleted by a rule; the rest was loaded"


@dataclass(frozen=True)
class Guarded:
    """All guards, the ones that were broken too. `retirement_dropped`: only the retirement was stopped."""

    checks: list[Check]
    retirement_dropped: bool = False

    @property
    def broken(self) -> list[str]:
        """The names of the guards that block the run."""
        return sorted({check.name for check in blocking(self.checks)})


def guard(door: Door, job: Job, reading: Reading, allow: Sequence[str]) -> Guarded:
    """Hold the plan in change and retirement against the job's guards. `allow` names guards that may be broken in this run."""
    checks = [*_on_records(door, job, reading, allow), *on_people(job.guards, headcounts(door), allow)]
    broken = blocking(checks)
    if not broken or job.guards.when_retirement_is_blocked == "stop" or not all(about_retirement(check) for check in broken):
        return Guarded(checks)
    return _load_the_rest(door, job.guards, checks, allow)


def headcounts(door: Door) -> list[Headcount]:
    """The district first, then each site."""
    return [Headcount(**row) for row in door.rows("7_guard/headcount.sql")]


def _on_records(door: Door, job: Job, reading: Reading, allow: Sequence[str]) -> list[Check]:
    last = door.row("7_guard/last_full.sql", job=job.name)["records_read"]
    full = reading.update == "full"
    return on_records(job.guards, full=full, read=reading.records_read, skipped=reading.skipped, last_full_read=last, allow=allow)


def _load_the_rest(door: Door, guards: Guards, checks: list[Check], allow: Sequence[str]) -> Guarded:
    door.run("7_guard/drop_retirement.sql")
    if blocking(on_people(guards, headcounts(door), allow)):  # What the feed itself asks to delete is too much already.
        return Guarded(checks)
    said = [check.model_copy(update={"consequence": DROPPED, "warning": True}) if check in blocking(checks) else check for check in checks]
    return Guarded(said, retirement_dropped=True)
