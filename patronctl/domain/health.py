"""Is a job doing what its schedule says? From the records of its runs, not from a timer that may itself be gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from patronctl.domain.calendar import last_run_due, next_runs
from patronctl.domain.headline import headline
from patronctl.domain.model import Output
from patronctl.domain.run_record import RunRecord
from patronctl.domain.schedule import Schedule, Update

GOOD = ("succeeded", "unchanged_source")
KINDS: tuple[Update, ...] = ("full", "incremental")


class MissedRun(Output):
    """A time of the schedule that passed without the update that it asked for."""

    update: Update
    due: datetime


JobState = Literal["healthy", "running", "failed", "missed", "never_ran", "not_scheduled", "no_timer", "unknown"]
"""`no_timer`: this server has timers of the workspace, but none that starts this job. `unknown`: its records can't be read."""


class JobHealth(Output):
    """One job. Times are in the district's time zone."""

    job: str
    district: str
    healthy: bool
    state: JobState
    reasons: list[str]
    """Why it isn't healthy, as the administrator reads it."""
    hint: str = ""
    last_success: datetime | None
    last_run: str | None
    """Identifier of the latest run that was not a dry run."""
    next_run: datetime | None
    next_update: Update | None
    missed: list[MissedRun]
    broken_service: str = ""
    """A service that failed and left no record, and no later run made up for."""
    broken_at: datetime | None = None


TargetState = Literal["in_step", "behind", "failed", "never_delivered"]


class TargetHealth(Output):
    """One target of a district. `behind`: patrons who differed after the last delivery."""

    district: str
    target: str
    state: TargetState
    healthy: bool
    behind: int = 0
    delivered_at: datetime | None = None
    in_step_at: datetime | None = None
    error: str = ""


class Trouble(Output):
    """Something that no single job is to blame for, with what to do about it."""

    message: str
    hint: str = ""


@dataclass(frozen=True)
class BrokenService:
    """A service of the job that failed. `started` as systemd has it; `words` are the last that it said."""

    unit: str
    started: datetime
    result: str
    words: str = ""

    @property
    def sentence(self) -> str:
        """What became of the run that left no record."""
        said = f": {self.words}" if self.words else ""
        return f"{self.unit} failed ({self.result}) before the run could write a record{said}"


class Health(Output):
    """Every job and every target; healthy when all of them are."""

    format_version: Literal[1] = 1
    at: datetime
    healthy: bool
    jobs: list[JobHealth]
    targets: list[TargetHealth] = []
    """The library systems that are delivered to."""
    troubles: list[Trouble] = []
    """What is wrong with the state as a whole, files of another account say."""


@dataclass(frozen=True)
class Watched:
    """One job as the judgment needs it."""

    job: str
    district: str
    timezone: str
    schedule: Schedule | None
    since: datetime | None
    """Since when its timers stand on this server; None where there are none. What was due earlier is not missed."""
    keep_runs: int = 30
    """How many records retention leaves. Before the oldest of so many, nothing is known."""
    runs: int = 0
    """How many records there are, where only those that matter are given."""
    broken: BrokenService | None = None
    """A service of the job that failed, if systemd says so."""
    timers: Literal["waiting", "none", "stopped", ""] = ""
    """Whether timers start it, on a server that has timers of this workspace; blank where it has none: something else starts the jobs."""


def missed_runs(watched: Watched, records: Sequence[RunRecord], now: datetime, grace: timedelta) -> list[MissedRun]:
    """The latest due time of each kind that passed, by the jitter and the grace, without such a run starting at or after it.

    A full update does all that an incremental one does, so it counts for both. Dry runs count for nothing.
    """
    schedule = watched.schedule
    oldest = min((record.started for record in records), default=None)
    begin = watched.since or oldest
    if schedule is None or begin is None:
        return []
    if oldest and max(len(records), watched.runs) >= watched.keep_runs:
        begin = max(begin, oldest)
    due = last_due(watched, now, grace)
    return [MissedRun(update=update, due=at) for update, at in due.items() if at > begin and not _started_since(update, at, records)]


def last_due(watched: Watched, now: datetime, grace: timedelta) -> dict[Update, datetime]:
    """When a run of each kind was last due, by now, the jitter and the grace."""
    schedule = watched.schedule
    if schedule is None:
        return {}
    late = now - grace - timedelta(minutes=schedule.jitter_minutes)
    found = {update: last_run_due(schedule, update, ZoneInfo(watched.timezone), late) for update in KINDS}
    return {update: at for update, at in found.items() if at}


def judge(watched: Watched, records: Sequence[RunRecord], now: datetime, grace: timedelta) -> JobHealth:
    """Everything about one job; the records are its own, newest first."""
    real = [record for record in records if counts_for_schedule(record)]
    missed = missed_runs(watched, real, now, grace)
    zone = ZoneInfo(watched.timezone)
    bad = _bad(watched, real)
    broken = watched.broken if watched.broken and not any(record.started >= watched.broken.started for record in real) else None
    coming = _next(watched, now)
    state = _state(watched, real, missed, bad or broken)
    return JobHealth(
        job=watched.job,
        district=watched.district,
        healthy=state in ("healthy", "running", "not_scheduled"),
        state=state,
        reasons=[
            *_broken_sentences(broken),
            *_missed_sentences(missed),
            *_bad_sentences(bad),
            *_never_sentences(watched, state),
        ],
        hint=_hint(state, bad) or (f"journalctl -u {broken.unit} says more." if broken else ""),
        last_success=next((record.started.astimezone(zone) for record in real if record.outcome in GOOD), None),
        last_run=real[0].run_id if real else None,
        next_run=coming[0] if coming else None,
        next_update=coming[1] if coming else None,
        missed=missed,
        broken_service=broken.unit if broken else "",
        broken_at=broken.started if broken else None,
    )


def counts_for_schedule(record: RunRecord) -> bool:
    """Whether a run is one that the schedule asks for: no dry run, and no repair by hand."""
    return not (record.dry_run or record.repair)


def _started_since(update: Update, due: datetime, records: Sequence[RunRecord]) -> bool:
    return any(record.started >= due and record.update in (update, "full") and counts_for_schedule(record) for record in records)


def _next(watched: Watched, now: datetime) -> tuple[datetime, Update] | None:
    if watched.schedule is None:
        return None
    zone = ZoneInfo(watched.timezone)
    return min(((run, update) for update in KINDS for run in next_runs(watched.schedule, update, zone, now, 1)), default=None)


def _state(watched: Watched, real: Sequence[RunRecord], missed: Sequence[MissedRun], bad: object | None) -> JobState:
    if missed:
        return "missed"
    if bad:
        return "failed"
    if real and real[0].outcome == "running":
        return "running"
    if watched.schedule is None:
        return "not_scheduled"
    if watched.timers in ("none", "stopped"):
        return "no_timer"
    return "healthy" if real or watched.since else "never_ran"


def _bad(watched: Watched, real: Sequence[RunRecord]) -> RunRecord | None:
    """The last run, where it ended badly; else the last one of a scheduled kind that did and that no good run has made up for since.

    So a full update that failed on Saturday is not healed by the incremental one of Monday.
    """
    ended = [record for record in real if record.outcome != "running"]
    kinds = [kind for kind in KINDS if watched.schedule and getattr(watched.schedule, kind)]
    latest = [next((record for record in ended if record.update in (kind, "full")), None) for kind in kinds]
    return next((record for record in [*ended[:1], *latest] if record and record.outcome not in GOOD), None)


def _broken_sentences(broken: BrokenService | None) -> list[str]:
    return [broken.sentence] if broken else []


def _bad_sentences(bad: RunRecord | None) -> list[str]:
    return [headline(bad)] if bad else []


def _missed_sentences(missed: Sequence[MissedRun]) -> list[str]:
    return [f"The {run.update} update of {run.due:%a %Y-%m-%d %H:%M} was missed." for run in missed]


def _never_sentences(watched: Watched, state: str) -> list[str]:
    if state == "no_timer":
        why = "its timers are stopped or disabled" if watched.timers == "stopped" else "it has none on this server"
        return [f"No timer starts {watched.job}: {why}."]
    return [f"{watched.job} has never run, and no timer of this server starts it."] if state == "never_ran" else []


def _hint(state: str, bad: RunRecord | None) -> str:
    if state == "no_timer":
        return "Run `patronctl apply` on the server."
    if state == "never_ran":
        return "Run `patronctl apply` on the server, or `patronctl run` once."
    if state == "missed":
        return "`patronctl plan` says whether its timer waits; `patronctl run` makes up for it."
    return bad.failure.hint if bad and bad.failure else ""
