"""What is odd about a schedule: days on which the clock skips or doubles its time, and starts that meet."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from patronctl.domain.calendar import comes_twice, moment
from patronctl.domain.schedule import WEEKDAYS, Schedule

AHEAD = 366
"""Days to look ahead: every zone that changes its clock does so within a year."""
STEPS = (30, -30, 60, -60, 90, -90, 120, -120, 180)
"""Minutes to move a start by, the nearest first."""


class OddDay(NamedTuple):
    """A day of the schedule on which its time does not exist, or comes twice."""

    day: date
    what: Literal["skipped", "doubled"]


def odd_days(schedule: Schedule, zone: ZoneInfo, today: date) -> list[OddDay]:
    """The days of the coming year on which a change of the clock meets the schedule."""
    return [odd for day in changes(zone, today) if schedule.kind_on(day.weekday()) for odd in _odd(day, schedule.at, zone)]


def better_time(schedule: Schedule, zone: ZoneInfo, today: date) -> str:
    """The nearest time of day that no change of the clock meets on any weekday, as "HH:MM"."""
    for step in STEPS:
        at = (datetime.combine(today, schedule.at) + timedelta(minutes=step)).time()
        if not any(True for day in changes(zone, today) for _ in _odd(day, at, zone)):
            return f"{at:%H:%M}"
    return "12:00"


def start_together(one: Schedule, other: Schedule) -> list[str]:
    """The weekdays on which two jobs may start at the same moment, jitter included."""
    starts = sorted((_minutes(schedule.at), schedule.jitter_minutes) for schedule in (one, other))
    (first, jitter), (second, _) = starts
    if second > first + jitter:
        return []
    return [day for number, day in enumerate(WEEKDAYS) if one.kind_on(number) and other.kind_on(number)]


@lru_cache(maxsize=256)
def changes(zone: ZoneInfo, today: date) -> tuple[date, ...]:
    """The days of the coming year on which the zone changes its clock."""
    days = [today + timedelta(days=number) for number in range(AHEAD + 1)]
    offsets = [_offset(day, zone) for day in days]
    return tuple(day for day, at_start, at_end in zip(days, offsets, offsets[1:], strict=False) if at_start != at_end)


def _offset(day: date, zone: ZoneInfo) -> timedelta | None:
    return datetime.combine(day, time(), zone).utcoffset()


def _odd(day: date, at: time, zone: ZoneInfo) -> Iterator[OddDay]:
    if moment(day, at, zone) is None:
        yield OddDay(day, "skipped")
    elif comes_twice(day, at, zone):
        yield OddDay(day, "doubled")


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
