"""A delivery on a terminal and as JSON."""

import json
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from patronctl.domain.delivery import MESSAGES, DeliveryRecord
from patronctl.views.text import plain_table

STYLES = {"succeeded": "green", "partial": "yellow", "blocked": "yellow"}
COUNTS = {
    "created": "created",
    "adopted": "adopted: they were there already",
    "updated": "updated",
    "inactivated": "inactivated",
    "reactivated": "reactivated",
    "deleted": "deleted",
    "kept": "not deleted: loans, fines or holds",
    "unchanged": "in step already",
    "kept_edits": "with edits of library staff that stay",
    "left_alone": "left alone, by their category",
    "unmanaged": "only the library knows",
    "failed": "failed",
    "behind": "still differ",
}


def render(records: Sequence[DeliveryRecord]) -> RenderableType:
    """Every delivery, one after the other."""
    return Group(*(part for record in records for part in _one(record)))


def as_json(records: Sequence[DeliveryRecord]) -> str:
    """One object with all of them."""
    return json.dumps({"format_version": 1, "deliveries": [record.model_dump(mode="json") for record in records]}, indent=2)


def _one(record: DeliveryRecord) -> Iterator[RenderableType]:
    outcome = Text(record.outcome + (" (dry run)" if record.dry_run else ""), style=STYLES.get(record.outcome, "red"))
    yield Text.assemble((f"{record.district} → {record.target}", "bold"), "  ", outcome)
    yield from _counts(record)
    yield from _fields(record)
    yield from _checks(record)
    yield from _messages(record)
    if record.failure:
        yield Text.assemble(("error: ", "bold red"), record.failure.message)
        if record.failure.hint:
            yield Text.assemble(("hint: ", "bold"), record.failure.hint)
    yield Text()


def _counts(record: DeliveryRecord) -> Iterator[RenderableType]:
    table = plain_table("Patrons", "#")
    for name, words in COUNTS.items():
        if count := getattr(record.counts, name):
            table.add_row(words, f"{count:,}")
    if table.row_count:
        yield from (table, Text())


def _fields(record: DeliveryRecord) -> Iterator[RenderableType]:
    if record.changed_fields:
        table = plain_table("Field there", "#Patrons who change")
        for name, patrons in record.changed_fields.items():
            table.add_row(Text(name), f"{patrons:,}")
        yield from (table, Text())


def _checks(record: DeliveryRecord) -> Iterator[RenderableType]:
    broken = [check for check in record.checks if not check.passed]
    if broken:
        table = plain_table("Guard", "Observed", "Limit", "Verdict")
        for check in broken:
            table.add_row(check.name, check.observed, check.limit, "allowed" if check.allowed else "refused")
        yield from (table, Text())


def _messages(record: DeliveryRecord) -> Iterator[RenderableType]:
    if record.messages:
        table = plain_table("#Patrons", "Message", "Meaning")
        for code, patrons in sorted(record.messages.items()):
            table.add_row(f"{patrons:,}", code, MESSAGES.get(code, ""))
        yield from (table, Text())
