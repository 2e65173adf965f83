"""Plan the retirement: whom it inactivates, deletes and keeps, if its gates are open. Nothing is changed yet."""

from dataclasses import dataclass
from datetime import datetime

from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.domain.gate import Reading, gates
from patronctl.domain.run_record import Check
from patronctl.retirement import circulation
from patronctl.retirement.circulation import Staged
from patronctl.retirement.policy import make_policy, naive_utc
from patronctl.retirement.rules import ASKED_BY_FEED, RULES, decide, judge
from patronctl.store.door import Door

SNAPSHOT = (
    "district_id",
    "site",
    "barcode",
    "last_name",
    "first_name",
    "patron_type",
    "access_level",
    "persona",
    "status",
    "graduation_year",
    "grade_level",
    "birth_date",
    "homeroom",
    "username",
)


@dataclass(frozen=True)
class RetirementPlan:
    """What the summary says of it. `ran`: every gate was open, so the rules were applied."""

    checks: list[Check]
    notes: list[str]
    ran: bool


def plan(door: Door, job: Job, district: District, reading: Reading, as_of: datetime, staged: Staged) -> RetirementPlan:
    """From matched, target, change and asked_to_delete to `retirement`, which is there afterwards, empty or not.

    A shut gate stops the rules, not the deletions that the feed itself asks for.
    """
    rules = job.inactivation
    checks = gates(reading, records_read_above=rules.when_records_read_above, skipped_below=rules.when_skipped_below) if rules else []
    ran = bool(rules) and all(check.passed for check in checks)
    retires = ran or bool(door.row("5_plan/asked.sql")["patrons"])
    take_snapshot(door, district, as_of, retires=retires)
    staged = circulation.match(door, district, staged) if retires else circulation.unknown(door, staged)
    make_policy(door, job, district, as_of=as_of, absent_means_none=staged.absent_means_none)
    judge(door)
    decide(door, RULES if ran else (ASKED_BY_FEED,))
    return RetirementPlan([*staged.checks, *checks], staged.notes, ran)


def take_snapshot(door: Door, district: District, as_of: datetime, *, retires: bool) -> None:
    """Write `snapshot`, the state that the load will produce; empty when nobody can be retired."""
    today = district.date_of(as_of)
    door.run("5_plan/snapshot.sql", fields=SNAPSHOT, as_of=naive_utc(as_of), today=today, retires=retires)
