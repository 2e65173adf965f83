"""Who is in a plan, on a terminal: the first of each action, with what changes; and of each field, how many values change."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from patronctl.domain.run_record import RunRecord
from patronctl.domain.words import people, rule_title, sentence_case
from patronctl.store.run_folder import Run
from patronctl.views.entries import Entry, Group, Values, entries_of
from patronctl.views.text import plain_table

FIRST = 20
_ORDER = ("deleted", "inactivated", "kept", "skipped", "added", "transferred", "reactivated", "updated")


def who(run: Run, values: Values, most: int = FIRST) -> list[RenderableType]:
    """A table for each action, the most serious first. Passes over whom nothing happens to."""
    with entries_of(run, values) as entries:
        groups = entries.groups(most) if entries else []
        changes = entries.field_changes() if entries else {}
    return [
        *_fields(changes, run.record),
        *(line for group in sorted(groups, key=_place) if _is_told(group) for line in _group(group, run.record)),
    ]


def _is_told(group: Group) -> bool:
    """A message has its own table above; the records that it skips have no other place."""
    return group.name in _ORDER if group.section != "message" else all(entry.action == "skipped" for entry in group.entries)


def _place(group: Group) -> tuple[int, str]:
    return _ORDER.index(_action(group)) if _action(group) in _ORDER else len(_ORDER), group.rule or group.name


def _action(group: Group) -> str:
    return "skipped" if group.section == "message" else group.name


def _group(group: Group, record: RunRecord) -> Iterator[RenderableType]:
    why = group.name if group.section == "message" else rule_title(group.rule) if group.rule else ""
    first = f", the first {len(group.entries):,}" if len(group.entries) < group.count else ""
    would = "would be " if record.dry_run else ""
    title = sentence_case(f"{would}{_action(group)}: {people(group.count)}{first}" + (f" ({why})" if why else ""))
    yield _table(title, group.entries)
    yield Text()


def _table(title: str, entries: Sequence[Entry]) -> Table:
    table = plain_table("#Line", "Site", "District ID", "Name", "What", title=title)
    for one in entries:
        cells = (one.site or "", one.district_id or one.barcode or "", one.name or "", _what(one))
        table.add_row(f"{one.line:,}" if one.line else "", *(Text(cell) for cell in cells))
    return table


def _what(entry: Entry) -> str:
    if entry.action not in ("added", "deleted") and entry.changes:
        return ", ".join(f"{change.field}: {change.before or '(blank)'} → {change.after or '(blank)'}" for change in entry.changes)
    return entry.text or entry.reason or ""


def _fields(changes: dict[str, int], record: RunRecord) -> Iterator[RenderableType]:
    """Of the patrons who are in the store and in the file, how many get another value."""
    counters = record.counters
    known = counters.updated + counters.transferred + counters.reactivated + counters.unchanged
    if changes:
        table = plain_table("Field", "#Known patrons whose value changes")
        for name, count in changes.items():
            table.add_row(name, f"{count:,} of {known:,}")
        yield from (table, Text())
