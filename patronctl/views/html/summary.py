"""The Job Summary as one HTML page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from patronctl.domain import words
from patronctl.domain.headline import headline
from patronctl.domain.messages import MESSAGES, Message
from patronctl.domain.run_record import RunRecord
from patronctl.store.run_folder import Run
from patronctl.views.entries import SHOWN_PER_GROUP, Entries, Group, Values, entries_of
from patronctl.views.html.charts import charts, share
from patronctl.views.html.page import page

MOST_CONFLICTS = 100
CHANGES = ("added", "updated", "transferred", "reactivated", "unchanged")
BY_SITE = ("records_read", "added", "updated", "transferred", "reactivated", "skipped", "inactivated", "deleted")
SIDES = {"name": "Name", "district_id": "District ID", "barcode": "Barcode", "site": "Site", "status": "Status", "line": "Line"}
SCENARIOS = {
    "1": "Scenario 1, a failed add: a patron who was added by hand, with another district ID or none, holds the barcode.",
    "2": "Scenario 2, a failed transfer: the patron moves, but a second record at the new site, added by hand, holds the barcode.",
    "": "Two people are to have one barcode.",
}


@dataclass(frozen=True)
class Links:
    """What lies beside the page, relative to it; None where there is none."""

    manager: str | None = None
    entries: str | None = None
    quarantine: str | None = None


NO_LINKS = Links()


def summary(
    run: Run, history: Sequence[RunRecord] = (), *, values: Values = "shown", links: Links = Links(), most: int = SHOWN_PER_GROUP
) -> str:
    """The page of a run. `history` are the runs of its job up to it, oldest first; `most` entries of each group are in the page."""
    with entries_of(run, values) as entries:
        return summary_of(run, entries, history, values=values, links=links, most=most)


def summary_of(
    run: Run, entries: Entries | None, history: Sequence[RunRecord], *, values: Values, links: Links, most: int = SHOWN_PER_GROUP
) -> str:
    """The same from entries that are open already."""
    groups = entries.groups(most) if entries else []
    conflicts = [entry for group in groups for entry in group.entries if group.section == "message" and entry.other]
    return page(
        "summary.html.j2",
        run=run.record,
        headline=headline(run.record),
        telling=sorted((check for check in run.record.checks if not words.is_routine(check)), key=lambda check: check.passed),
        routine=[check for check in run.record.checks if words.is_routine(check)],
        messages=list(_messages(run.record, groups)),
        conflicts=conflicts[:MOST_CONFLICTS],
        more_conflicts=len(conflicts[MOST_CONFLICTS:]),
        sides=SIDES,
        scenarios=SCENARIOS,
        changes=sorted((group for group in groups if group.section == "change"), key=lambda group: _order(group.name)),
        retirement=[group for group in groups if group.section == "retirement"],
        sites=sorted(run.record.by_site.items()),
        site_columns=[name for name in BY_SITE if any(name in counts for counts in run.record.by_site.values())],
        charts=charts(history, run.record),
        links=links,
        masked=values == "masked",
        share=share,
    )


def _messages(record: RunRecord, groups: Sequence[Group]) -> Iterator[tuple[Message, Group]]:
    """Each code with its entries, errors first; a code without entries (a summary of little) has its count."""
    found = {group.name: group for group in groups if group.section == "message"}
    for code, count in record.messages.items():
        found.setdefault(code, Group("message", code, None, count))
    known = [(MESSAGES.get(code) or Message(code, "W", "", ""), group) for code, group in found.items()]
    yield from sorted(known, key=lambda item: (item[0].severity, -item[1].count, item[0].code))


def _order(action: str) -> int:
    return CHANGES.index(action) if action in CHANGES else len(CHANGES)
