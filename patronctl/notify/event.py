"""What happened, as it leaves the house: counts, names of checks and a sentence. No field of it holds a patron's data."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from patronctl.domain.headline import headline, refusals
from patronctl.domain.model import Output
from patronctl.domain.run_record import RunRecord
from patronctl.domain.words import check_title

Name = Literal["started", "succeeded", "recovered", "failed", "blocked", "missed", "test"]
GOOD = ("succeeded", "unchanged_source")
BAD = ("failed", "blocked", "interrupted", "canceled")


class Event(Output):
    """One event of one job. `id` is the same however often it is sent, so that a receiver can tell a repetition."""

    format_version: int = 1
    id: str
    event: Name
    at: datetime
    district: str
    district_title: str
    job: str
    headline: str
    run_id: str = ""
    update: str = ""
    outcome: str = ""
    counters: dict[str, int] = {}
    refused: list[str] = []
    hint: str = ""


def of_run(name: Name, record: RunRecord) -> Event:
    """An event of a run. The hint of a failure comes along, its message is in the headline."""
    return Event(
        id=f"{record.run_id}-{name}",
        event=name,
        at=record.finished or record.started,
        district=record.district,
        district_title=record.district_title or record.district,
        job=record.job,
        headline=headline(record),
        run_id=record.run_id,
        update=record.update,
        outcome=record.outcome,
        counters=record.counters.model_dump(exclude={"deleted_by_rule"}),
        refused=[f"{check_title(check)}: {check.observed}, limit {check.limit}" for check in refusals(record)],
        hint=record.failure.hint if record.failure else "",
    )


def names_of(record: RunRecord, before: Sequence[RunRecord]) -> list[Name]:
    """The events of a run that has ended; `before` are the earlier runs of its job, newest first.

    The most telling first: a channel that wants several is told the first of them. A dry run is none: whoever made it knows.
    A canceled run is a failure: what canceled it may have been a shutdown or a limit of time, and the night's update is missing.
    """
    if record.dry_run or record.repair or record.outcome == "running":
        return []
    if record.outcome in GOOD:
        earlier = [run.outcome for run in before if not (run.dry_run or run.repair) and run.outcome != "running"]
        return ["recovered", "succeeded"] if earlier and earlier[0] in BAD else ["succeeded"]
    return ["blocked"] if record.outcome == "blocked" else ["failed"]
