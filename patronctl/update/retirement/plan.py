"""Plan the retirement: whom it inactivates, deletes and keeps, if its gates are open. Nothing is changed yet."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from patronctl.config.district import District, LiveCirculation
from patronctl.config.job import Job
from patronctl.domain.conditions import Reading, gates
from patronctl.domain.run_record import Check
from patronctl.store.connection import Door
from patronctl.store.schema import STORED
from patronctl.update.retirement import circulation, live_circulation
from patronctl.update.retirement.circulation import Staged
from patronctl.update.retirement.policy import make_policy
from patronctl.update.retirement.rules import ASKED_BY_FEED, RULES, decide, judge


@dataclass(frozen=True)
class RetirementPlan:
    """What the summary says of it. `ran`: every gate was open, so the rules were applied."""

    checks: list[Check]
    notes: list[str]
    ran: bool


def plan(
    door: Door, job: Job, district: District, reading: Reading, as_of: datetime, staged: Staged, beside: Path, *, judge_all: bool = False
) -> RetirementPlan:
    """From matched, target, change and asked_to_delete to `retirement`, which is there afterwards, empty or not.

    A shut gate stops the rules, not the deletions that the feed itself asks for. `judge_all` fills the views of the rules
    all the same, with everybody, so that they can be asked about one patron; otherwise they hold only whom a rule can hit.
    """
    rules = job.inactivation
    checks = gates(reading, records_read_above=rules.when_records_read_above, skipped_below=rules.when_skipped_below) if rules else []
    ran = bool(rules) and all(check.passed for check in checks)
    judges = ran or judge_all or bool(door.row("6_retire/asked.sql")["patrons"])
    make_policy(door, job, district, as_of=as_of)
    door.run("6_retire/future.sql", fields=STORED)
    door.run("6_retire/snapshot.sql", job=job.name, judges=judges, everybody=judge_all)
    staged = circulation.match(door, district, staged) if judges else circulation.unknown(door, staged)
    judge(door)
    if judges and isinstance(district.circulation, LiveCirculation) and staged.live:
        staged = live_circulation.ask(door, district, district.circulation, beside)
        judge(door)
    decide(door, RULES if ran else (ASKED_BY_FEED,))
    return RetirementPlan([*staged.checks, *checks], staged.notes, ran)
