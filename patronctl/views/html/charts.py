"""Where looking beats reading: the numbers of a chart and their places in it. The templates draw."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from patronctl.domain.calendar import local_time
from patronctl.domain.run_record import RunRecord

WIDTH, HEIGHT = 640, 180
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 12, 26
MOST_RUNS = 30


@dataclass(frozen=True)
class Mark:
    """One run in a chart: its place in SVG units, and what it says when somebody asks."""

    x: float
    y: float
    height: float
    width: float
    value: int
    label: str
    this: bool


@dataclass(frozen=True)
class Chart:
    """One row of marks over a scale that begins at zero. `limit` is a number that the marks must stay above."""

    title: str
    marks: list[Mark]
    ticks: list[tuple[float, str]]
    first: str
    last: str
    limit: int | None = None
    limit_y: float = 0
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM

    @property
    def line(self) -> str:
        """The marks as the points of a line."""
        return " ".join(f"{mark.x:.1f},{mark.y:.1f}" for mark in self.marks)


def charts(history: Sequence[RunRecord], this: RunRecord) -> list[Chart]:
    """The charts of a job's runs, oldest first, `this` among them. None where there is nothing to compare."""
    runs = [run for run in history if run.source and not (run.dry_run or run.repair)][-MOST_RUNS:]
    if len(runs) < 2:
        return []
    read = _chart("Records read", runs, this, lambda run: run.counters.records_read, threshold(this))
    loaded = [run for run in runs if run.outcome == "succeeded"]
    kinds: list[tuple[str, Callable[[RunRecord], int]]] = [
        ("Added", lambda run: run.counters.added),
        ("Updated", lambda run: run.counters.updated),
        ("Inactivated and deleted", lambda run: run.counters.inactivated + run.counters.deleted),
    ]
    return [read, *(_chart(title, loaded, this, count) for title, count in kinds if len(loaded) > 1)]


def threshold(record: RunRecord) -> int | None:
    """The records read that retirement needs more of, None where the job retires nobody."""
    limits = [check.limit for check in record.checks if check.family == "retirement" and check.name == "records_read"]
    digits = re.sub(r"[^0-9]", "", limits[0]) if limits else ""
    return int(digits) if digits else None


def share(count: int, largest: int, width: int = 100) -> float:
    """The length of a bar beside others."""
    return round(width * count / largest, 1) if largest else 0


def _chart(title: str, runs: Sequence[RunRecord], this: RunRecord, count: Callable[[RunRecord], int], limit: int | None = None) -> Chart:
    values = [count(run) for run in runs]
    top = _round_up(max([*values, limit or 0, 1]))
    slot = (WIDTH - LEFT - RIGHT) / len(runs)
    marks = [
        Mark(
            x=LEFT + slot * (place + 0.5),
            y=_y(value, top),
            height=_y(0, top) - _y(value, top),
            width=min(slot * 0.7, 28),
            value=value,
            label=f"{_day(run)}: {value:,}",
            this=run.run_id == this.run_id,
        )
        for place, (run, value) in enumerate(zip(runs, values, strict=True))
    ]
    ticks = [(_y(top * part / 2, top), f"{top * part / 2:,.0f}") for part in (0, 1, 2)]
    return Chart(title, marks, ticks, _day(runs[0]), _day(runs[-1]), limit, _y(limit or 0, top))


def _y(value: float, top: int) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _round_up(value: int) -> int:
    """The next number whose half is also easy to read: 2, 4, 6, 8 or 10 of its power of ten."""
    power: int = 10 ** (math.ceil(math.log10(value)) - 1) if value > 10 else 1
    return next(step * power for step in (2, 4, 6, 8, 10, 20) if step * power >= value)


def _day(run: RunRecord) -> str:
    local = local_time(run.as_of, ZoneInfo(run.timezone))
    return f"{local:%b} {local.day}, {local:%Y}"
