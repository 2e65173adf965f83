"""When a schedule fires: the same days and moments as systemd's `OnCalendar=` with a time zone.

A time that daylight saving skips does not exist on that day, so nothing starts. In an hour that comes
twice, the first counts. Months differ per zone; all of it comes from the zone's own data.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from patronctl.domain.schedule import Schedule, Update

HORIZON = timedelta(days=800)
"""How far ahead to look: a weekday that is skipped once a year comes again long before."""


def moment(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The moment a day has that time, in the zone; None where daylight saving skips it."""
    local = datetime.combine(day, at, zone)
    back = local.astimezone(UTC).astimezone(zone)
    return local if back.replace(tzinfo=None) == local.replace(tzinfo=None) else None


def comes_twice(day: date, at: time, zone: ZoneInfo) -> bool:
    """Whether the clock is set back over that time on that day."""
    first = datetime.combine(day, at, zone)
    return moment(day, at, zone) is not None and first.utcoffset() != first.replace(fold=1).utcoffset()


def next_runs(schedule: Schedule, update: Update, zone: ZoneInfo, after: datetime, count: int = 3) -> list[datetime]:
    """The next moments, in the zone, at which that update starts, without jitter. Shorter where it never fires."""
    return list(islice(_runs(schedule, update, zone, after.astimezone(zone).date(), 1, after), count))


def last_run_due(schedule: Schedule, update: Update, zone: ZoneInfo, before: datetime) -> datetime | None:
    """The latest moment up to `before` at which that update had to start; None where it never fires."""
    return next(_runs(schedule, update, zone, before.astimezone(zone).date(), -1, before), None)


def _runs(schedule: Schedule, update: Update, zone: ZoneInfo, start: date, step: int, limit: datetime) -> Iterator[datetime]:
    for offset in range(HORIZON.days):
        day = start + timedelta(days=step * offset)
        found = moment(day, schedule.at, zone) if schedule.kind_on(day.weekday()) == update else None
        if found and (found > limit if step > 0 else found <= limit):
            yield found
