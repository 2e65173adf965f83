"""The Job Manager as one HTML page: every job with its last run, every run with a link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from patronctl.domain.headline import headline
from patronctl.domain.run_record import RunRecord
from patronctl.views.html.charts import MOST_RUNS
from patronctl.views.html.page import page

GOOD = ("succeeded", "unchanged_source")


@dataclass(frozen=True)
class Card:
    """One job: what it is, what it did last, and the line of its records read."""

    job: str
    district: str
    description: str
    last: RunRecord | None
    last_good: RunRecord | None
    headline: str
    line: str


def manager(records: Sequence[RunRecord], descriptions: Mapping[str, str], links: Mapping[str, str]) -> str:
    """The page. `records` newest first; `descriptions` of all configured jobs by name; `links` to a run's page by its identifier."""
    names = sorted({*descriptions, *(record.job for record in records)})
    return page(
        "manager.html.j2",
        cards=[_card(name, descriptions.get(name, ""), records) for name in names],
        records=records,
        links=links,
        jobs=names,
        districts=sorted({(record.district, record.district_title or record.district) for record in records}),
        outcomes=sorted({record.outcome for record in records}),
        now=datetime.now(UTC),
    )


def _card(name: str, description: str, records: Sequence[RunRecord]) -> Card:
    runs = [record for record in records if record.job == name and not (record.dry_run or record.repair)]
    last = runs[0] if runs else None
    return Card(
        name,
        (last.district_title or last.district) if last else "",
        description,
        last,
        next((run for run in runs if run.outcome in GOOD), None),
        headline(last) if last else "This job has not run yet.",
        _sparkline([run.counters.records_read for run in runs if run.source][:MOST_RUNS]),
    )


def _sparkline(newest_first: Sequence[int]) -> str:
    """Points of a line in a box of 100 by 30, the scale from zero."""
    values = newest_first[::-1]
    if len(values) < 2:
        return ""
    top = max(*values, 1)
    return " ".join(f"{place * 100 / (len(values) - 1):.1f},{28 - 26 * value / top:.1f}" for place, value in enumerate(values))
