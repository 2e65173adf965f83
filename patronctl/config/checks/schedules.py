"""Schedules: never fires, meets a change of the clock, starts together with another, retires but is never full. All are advice."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from patronctl.config.folder import DistrictFolder
from patronctl.config.job import Job
from patronctl.documents.located import Located
from patronctl.domain.calendar_lint import better_time, odd_days, start_together
from patronctl.domain.problem import Problem
from patronctl.domain.schedule import Schedule

Scheduled = list[tuple[Located[Job], Schedule]]


def schedules(folder: DistrictFolder) -> Iterator[Problem]:
    """The checks of this file, for every job of the district that has a schedule."""
    scheduled = [(job, job.model.schedule) for job in folder.jobs if job.model.schedule]
    for job, schedule in scheduled:
        yield from _never(job, schedule)
        yield from _never_full(job, schedule)
    yield from _together(scheduled)
    zone = _zone(folder)
    for job, schedule in scheduled if zone else ():
        yield from _clock(job, schedule, zone)  # type: ignore[arg-type]


def _never(job: Located[Job], schedule: Schedule) -> Iterator[Problem]:
    if not schedule.full and not schedule.incremental:
        hint = "List weekdays under full or incremental, or leave the schedule out for a job that is run by hand."
        yield job.document.problem(("schedule",), "the schedule never fires: it has no weekday", hint, severity="warning")


def _never_full(job: Located[Job], schedule: Schedule) -> Iterator[Problem]:
    if job.model.inactivation and job.model.inactivation.has_rules and schedule.incremental and not schedule.full:
        hint = "Retirement runs after a full update only. Make one weekday full, such as full: [sat]."
        yield job.document.problem(("schedule",), "the job retires, but no weekday has a full update", hint, severity="warning")


def _together(scheduled: Scheduled) -> Iterator[Problem]:
    for (one, its), (other, theirs) in combinations(scheduled, 2):
        if days := start_together(its, theirs):
            message = f"starts together with {one.model.name} ({one.document.file}) on {', '.join(days)}"
            hint = "A district has one run at a time: the second waits. Start it 30 minutes later."
            yield other.document.problem(("schedule", "time"), message, hint, severity="warning")


def _clock(job: Located[Job], schedule: Schedule, zone: ZoneInfo) -> Iterator[Problem]:
    today = date.today()
    for odd in odd_days(schedule, zone, today):
        what = "does not exist, so nothing will run" if odd.what == "skipped" else "comes twice; the first counts"
        message = f"on {odd.day:%a %Y-%m-%d} {schedule.time} {what}: {zone.key} changes its clock"
        hint = f'Choose another time, such as "{better_time(schedule, zone, today)}".'
        yield job.document.problem(("schedule", "time"), message, hint, severity="warning")


def _zone(folder: DistrictFolder) -> ZoneInfo | None:
    try:
        return ZoneInfo(folder.district.model.timezone) if folder.district else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None  # It has had its problem already.
