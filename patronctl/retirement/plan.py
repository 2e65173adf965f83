"""Plan the retirement: whom it inactivates, deletes and keeps, if its gates are open. Nothing is changed yet."""

from dataclasses import dataclass
from datetime import datetime

from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.domain.gate import Reading, gates
from patronctl.domain.run_record import Check
from patronctl.retirement import circulation
from patronctl.retirement.circulation import Staged
from patronctl.retirement.policy import make_policy
from patronctl.retirement.rules import ASKED_BY_FEED, RULES, decide, judge
from patronctl.store.door import Door
from patronctl.store.schema import STORED


@dataclass(frozen=True)
class RetirementPlan:
    """What the summary says of it. `ran`: every gate was open, so the rules were applied."""

    checks: list[Check]
    notes: list[str]
    ran: bool


def plan(
    door: Door, job: Job, district: District, reading: Reading, as_of: datetime, staged: Staged, *, judge_all: bool = False
) -> RetirementPlan:
    """From matched, target, change and asked_to_delete to `retirement`, which is there afterwards, empty or not.

    A shut gate stops the rules, not the deletions that the feed itself asks for. `judge_all` fills the views of the rules
    all the same, with everybody, so that they can be asked about one patron; otherwise they hold only whom a rule can hit.
    """
    rules = job.inactivation
    checks = gates(reading, records_read_above=rules.when_records_read_above, skipped_below=rules.when_skipped_below) if rules else []
    ran = bool(rules) and all(check.passed for check in checks)
    judges = ran or judge_all or bool(door.row("5_plan/asked.sql")["patrons"])
    make_policy(door, job, district, as_of=as_of)
    door.run("5_plan/future.sql", fields=STORED)
    door.run("5_plan/snapshot.sql", judges=judges, everybody=judge_all)
    staged = circulation.match(door, district, staged) if judges else circulation.unknown(door, staged)
    judge(door)
    decide(door, RULES if ran else (ASKED_BY_FEED,))
    return RetirementPlan([*staged.checks, *checks], staged.notes, ran)
