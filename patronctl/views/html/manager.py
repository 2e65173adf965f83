"""The lists of the Job Manager: the index of districts, a page per district with its jobs and newest runs, and its older runs by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from patronctl.views.html.charts import MOST_RUNS
from patronctl.views.html.page import page
from patronctl.views.html.rows import Row

GOOD = ("succeeded", "unchanged_source")


@dataclass(frozen=True)
class Place:
    """Where a page lies, as its links see it: the folders of the runs' pages and of the older lists, and the page above, empty for none."""

    runs: str
    older: str = ""
    above: str = ""


FROM_DISTRICT = Place("../../runs/", above="../../index.html")


@dataclass(frozen=True)
class Card:
    """One job: what it is, what it did last, and the line of its records read."""

    job: str
    description: str
    last: Row | None
    last_good: Row | None
    headline: str
    line: str

    @property
    def is_well(self) -> bool:
        """Whether its last run ended well, or is under way."""
        return self.last is None or self.last.outcome in (*GOOD, "running")


@dataclass(frozen=True)
class Overview:
    """One district as the index knows it. `last` is when its last run began, in ISO form; empty where there was none."""

    name: str
    title: str
    jobs: Sequence[str]
    in_trouble: Sequence[str]
    runs: int
    last: str
    timezone: str

    @property
    def last_at(self) -> datetime | None:
        """When its last run began."""
        return datetime.fromisoformat(self.last) if self.last else None


def cards_of(descriptions: Mapping[str, str], rows: Sequence[Row]) -> list[Card]:
    """The jobs of a district, configured or with runs; `rows` newest first."""
    of_job: dict[str, list[Row]] = {name: [] for name in sorted({*descriptions, *(row.job for row in rows)})}
    for row in rows:
        if not (row.dry_run or row.update == "repair"):
            of_job[row.job].append(row)
    return [_card(name, descriptions.get(name, ""), runs) for name, runs in of_job.items()]


def district_page(title: str, cards: Sequence[Card], newest: Sequence[Row], total: int, older: Sequence[str], place: Place) -> str:
    """The page of a district with `total` runs. `older` are the names of the pages of its runs, the newest first."""
    return page(
        "manager.html.j2",
        title=title,
        cards=cards,
        rows=newest,
        total=total,
        older=older,
        place=place,
        timezone=newest[0].timezone if newest else "UTC",
        now=datetime.now(UTC),
        **_filters(newest),
    )


def runs_page(title: str, name: str, rows: Sequence[Row]) -> str:
    """A page of a district's older runs: those of a month, or of a day."""
    return page("runs.html.j2", title=title, name=name, rows=rows, place=FROM_DISTRICT, **_filters(rows))


def index_page(overviews: Sequence[Overview]) -> str:
    """The page of all districts."""
    return page("districts.html.j2", overviews=sorted(overviews, key=lambda each: (each.title.lower(), each.name)), now=datetime.now(UTC))


def _filters(rows: Sequence[Row]) -> dict[str, list[str]]:
    return {"jobs": sorted({row.job for row in rows}), "outcomes": sorted({row.outcome for row in rows})}


def _card(name: str, description: str, runs: Sequence[Row]) -> Card:
    last = runs[0] if runs else None
    return Card(
        name,
        description,
        last,
        next((run for run in runs if run.outcome in GOOD), None),
        last.headline if last else "This job has not run yet.",
        _sparkline([run.read for run in runs if run.has_source][:MOST_RUNS]),
    )


def _sparkline(newest_first: Sequence[int]) -> str:
    """Points of a line in a box of 100 by 30, the scale from zero."""
    values = newest_first[::-1]
    if len(values) < 2:
        return ""
    top = max(*values, 1)
    return " ".join(f"{place * 100 / (len(values) - 1):.1f},{28 - 26 * value / top:.1f}" for place, value in enumerate(values))
