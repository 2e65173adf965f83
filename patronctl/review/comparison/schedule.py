"""When updates run, in words."""

from patronctl.domain.schedule import WEEKDAYS, Schedule, Update, Weekday

DAYS = dict(zip(WEEKDAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
TITLES: dict[Update, str] = {"full": "Full update", "incremental": "Incremental update"}


def sentences(before: Schedule | None, after: Schedule | None) -> list[tuple[str, str]]:
    """Each change of a schedule, and what is dangerous about it."""
    said = [(text, danger) for update in TITLES for text, danger in _of(update, before, after)]
    old, new = (schedule.jitter_minutes if schedule else 0 for schedule in (before, after))
    if old != new and before and after:
        said.append((f"Runs start up to {new} minutes late (was {old}), so that many don't start at once", ""))
    return said


def _of(update: Update, before: Schedule | None, after: Schedule | None) -> list[tuple[str, str]]:
    old, new = _when(update, before), _when(update, after)
    title = TITLES[update]
    if old == new:
        return []
    if not old:
        return [(f"{title} will run {new}", "")]
    if not new:
        return [(f"{title} will no longer run (was: {old})", "no more full updates: retirement never runs" if update == "full" else "")]
    return [(f"{title} moves from {old} to {new}", "")]


def _when(update: Update, schedule: Schedule | None) -> str:
    if schedule is None:
        return ""
    given: list[Weekday] = schedule.full if update == "full" else schedule.incremental
    days = [day for day in WEEKDAYS if day in given]
    return f"{_days(days)} {schedule.time}" if days else ""


def _days(days: list[Weekday]) -> str:
    if len(days) == len(WEEKDAYS):
        return "every day"
    first, last = WEEKDAYS.index(days[0]), WEEKDAYS.index(days[-1])
    if len(days) > 2 and last - first == len(days) - 1:
        return f"{DAYS[days[0]]} to {DAYS[days[-1]]}"
    return ", ".join(DAYS[day] for day in days)
