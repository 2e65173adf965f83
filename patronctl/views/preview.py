"""A preview on a terminal: the feed's values beside what becomes of them, then what the whole feed shows."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from patronctl.domain.messages import by_weight
from patronctl.domain.preview import Cell, FieldCount, MapUse, Preview, Row
from patronctl.views.text import plain_table

_MOST_ENTRIES = 20


def as_text(preview: Preview) -> RenderableType:
    """The preview, laid out."""
    parts: list[RenderableType] = [_title(preview)]
    for row in preview.rows:
        parts += _row(row)
    return Group(*parts, *_fields(preview), *_maps(preview.maps), *_messages(preview), *(Text(note) for note in preview.notes))


def _title(preview: Preview) -> Text:
    said = [f"{preview.records:,} records in {preview.feed}"]
    said += [f"{preview.left_out:,} left out by skip_records"] if preview.left_out else []
    said += [f"{preview.unreadable:,} unreadable lines"] if preview.unreadable else []
    return Text.assemble((preview.job, "bold"), "  ", "; ".join(said), "\n")


def _row(row: Row) -> Iterator[RenderableType]:
    title = f"Line {row.line}" if row.line else "Record"
    table = plain_table("Field", "In the feed", "Becomes", "Remarks", title=title + (", left out by skip_records" if row.left_out else ""))
    said: dict[str | None, list[str]] = {}
    for message in row.messages:
        said.setdefault(message.field, []).append(message.code)
    for cell in row.cells:
        remarks = [*([cell.change] if cell.change else []), *said.pop(cell.field, [])]
        table.add_row(cell.field, _given(cell), Text(cell.becomes or "(blank)", style="" if cell.becomes else "dim"), ", ".join(remarks))
    yield table
    yield from (Text(f"{', '.join(codes)}", style="yellow") for codes in said.values())
    yield Text()


def _given(cell: Cell) -> str:
    return ", ".join(f"{column}: {text or '(blank)'}" for column, text in cell.given.items())


def _fields(preview: Preview) -> Iterator[RenderableType]:
    table = plain_table("Field", "#Blank", "#Cut", title="Fields, over the whole feed")
    for count in _worth(preview.fields):
        table.add_row(count.field, f"{count.blank:,}" if count.blank else "", f"{count.cut:,}" if count.cut else "")
    yield from (table, Text()) if table.row_count else (Text("No field is blank or cut in any record.\n"),)


def _worth(counts: Sequence[FieldCount]) -> list[FieldCount]:
    return [count for count in counts if count.blank or count.cut]


def _maps(maps: Sequence[MapUse]) -> Iterator[RenderableType]:
    if not maps:
        return
    table = plain_table("Map of", "Never matched", "#Values not listed", "#Records", title="Maps, over the whole feed")
    for use in maps:
        shown = [entry or "(blank)" for entry in use.never[:_MOST_ENTRIES]]
        more = f" and {len(use.never) - _MOST_ENTRIES} more" if len(use.never) > _MOST_ENTRIES else ""
        table.add_row(use.place, ", ".join(shown) + more, f"{use.unlisted_values:,}", f"{use.unlisted_records:,}")
    yield from (table, Text())


def _messages(preview: Preview) -> Iterator[RenderableType]:
    if not preview.messages:
        return
    table = plain_table("Message", "#Records", "Meaning", title="Messages that a run would give")
    for message, count in by_weight(preview.messages):
        table.add_row(message.code, f"{count:,}", message.outcome)
    yield from (table, Text())
