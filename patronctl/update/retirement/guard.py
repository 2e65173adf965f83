"""Guard the plan: count what it changes, hold it against the limits, and drop the retirement where the job says so."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from patronctl.config.job import Job
from patronctl.domain.changed import FIELDS as LIMITED
from patronctl.domain.changed import FieldChanges
from patronctl.domain.conditions import Reading
from patronctl.domain.fields import PatronField
from patronctl.domain.guard import (
    ActiveInFeed,
    Guards,
    Headcount,
    about_retirement,
    blocking,
    on_changes,
    on_feed,
    on_people,
    on_records,
)
from patronctl.domain.run_record import Check
from patronctl.store.connection import Door

DROPPED = "nobody was inactivated or deleted by a rule; the rest was loaded"


@dataclass(frozen=True)
class Guarded:
    """All guards, the ones that were broken too. `retirement_dropped`: only the retirement was stopped."""

    checks: list[Check]
    retirement_dropped: bool = False
    changed_fields: dict[str, int] = field(default_factory=dict)
    """Patron field: in how many known patrons it changes."""

    @property
    def broken(self) -> list[str]:
        """The names of the guards that block the run, as `--allow` takes them."""
        return sorted({f"{check.name}:{check.field}" if check.field else check.name for check in blocking(self.checks)})


def guard(door: Door, job: Job, reading: Reading, fields: Sequence[PatronField], allow: Sequence[str]) -> Guarded:
    """Hold the plan in change and retirement against the job's guards. `allow` names guards that may be broken in this run.

    `fields` are those that the feed's records may change.
    """
    counts = changes(door, fields)
    totals = {name: number for name, number in counts[0].items() if number and name in {each.name for each in fields}} if counts else {}
    checks = [
        *_on_records(door, job, reading, allow),
        *_on_people(door, job.guards, allow),
        *on_changes(job.guards, _known(door, counts), allow),
    ]
    broken = blocking(checks)
    if not broken or job.guards.when_retirement_is_blocked == "stop" or not all(about_retirement(check) for check in broken):
        return Guarded(checks, changed_fields=totals)
    return replace(_load_the_rest(door, job.guards, checks, allow), changed_fields=totals)


def headcounts(door: Door) -> list[Headcount]:
    """The district first, then each site."""
    return [Headcount(**row) for row in door.rows("7_guard/headcount.sql")]


def changes(door: Door, fields: Sequence[PatronField]) -> list[dict[str, Any]]:
    """How many known patrons get another value, for each field: in all first, then at each site of the feed."""
    rows = door.rows("5_plan/changed_fields.sql", fields=fields, limited=LIMITED)
    return sorted(rows, key=lambda row: row["at site"] or "")


def _known(door: Door, counts: Sequence[dict[str, Any]]) -> list[FieldChanges]:
    known = {row["site"]: row["known"] for row in door.rows("7_guard/known.sql")}
    return [
        FieldChanges(row["at site"], known.get(row["at site"], 0), {name: row[f"over {name}"] for name in LIMITED if f"over {name}" in row})
        for row in counts
    ]


def _on_people(door: Door, guards: Guards, allow: Sequence[str]) -> list[Check]:
    counts = headcounts(door)
    checks = on_people(guards, counts, allow)
    if not counts[0].inactivated_by_feed:
        return checks
    broken = {(check.name, check.site) for check in checks if not check.passed}
    in_feed = [ActiveInFeed(**row) for row in door.rows("7_guard/active_in_feed.sql")]
    worse = {(check.name, check.site): check for check in on_feed(guards, in_feed, allow) if (check.name, check.site) not in broken}
    return [worse.get((check.name, check.site), check) for check in checks]


def _on_records(door: Door, job: Job, reading: Reading, allow: Sequence[str]) -> list[Check]:
    last = door.row("7_guard/last_full.sql", job=job.name)["records_read"]
    return on_records(
        job.guards,
        full=reading.update == "full",
        read=reading.records_read,
        skipped=reading.skipped,
        last_full_read=last,
        other_people=door.row("7_guard/other_people.sql")["records"],
        allow=allow,
    )


def _load_the_rest(door: Door, guards: Guards, checks: list[Check], allow: Sequence[str]) -> Guarded:
    door.run("7_guard/drop_retirement.sql")
    if blocking(_on_people(door, guards, allow)):  # What the feed itself asks for is too much already.
        return Guarded(checks)
    said = [check.model_copy(update={"consequence": DROPPED, "warning": True}) if check in blocking(checks) else check for check in checks]
    return Guarded(said, retirement_dropped=True)
