"""Stage: the feed's header is checked against the properties before anything else, and the code tables are laid out."""

from dataclasses import dataclass
from typing import Any

from patronctl.config.pieces import walk
from patronctl.config.properties import Column, Properties
from patronctl.config.workspace import LoadedJob
from patronctl.domain.errors import FeedError
from patronctl.domain.template import parse
from patronctl.sources.fetch import Fetched
from patronctl.sources.header import Header, compare, read_header
from patronctl.steps.mapping import Columns
from patronctl.store.expression import columns_of

MAX_LINE_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Staged:
    """A feed that can be read: its columns, how SQL reads it, and what is worth a note."""

    columns: Columns
    feed: dict[str, Any]
    first_line: int
    notes: tuple[str, ...]


def stage(fetched: Fetched, loaded: LoadedJob) -> Staged:
    """Check the header. Raises FeedError where the feed lacks a column that the properties need."""
    properties = loaded.properties
    called = fetched.facts.file
    header = read_header(fetched.feed, properties.delimiter, properties.quote, properties.header, properties.skip_rows, called=called)
    needed = _needed(properties, header, called)
    notes = compare(header, needed, called, loaded.properties_path.name)
    feed = {
        "path": str(fetched.feed),
        "header": properties.header,
        "skip_rows": properties.skip_rows,
        "delimiter": properties.delimiter,
        "quote": properties.quote,
        "columns": dict.fromkeys(header.names, "VARCHAR"),
        "max_line_bytes": MAX_LINE_BYTES,
    }
    return Staged(Columns(header.names), feed, properties.skip_rows + properties.header + 1, tuple(notes))


def _needed(properties: Properties, header: Header, called: str) -> dict[str, list[str]]:
    needed: dict[str, list[str]] = {}
    for place, mentioned in _mentioned(properties):
        column = int(mentioned) if isinstance(mentioned, str) and mentioned.isdigit() and mentioned not in header.names else mentioned
        needed.setdefault(_named(column, header, place, called), []).append(place)
    return needed


def _named(column: Column, header: Header, place: str, called: str) -> str:
    if isinstance(column, str):
        return column
    if column > len(header.names):
        raise FeedError(
            f"{called} has {len(header.names)} columns, but {place} needs column {column}",
            hint="Correct the position in the properties, or ask why the export has fewer columns.",
            code="columns_missing",
        )
    return header.names[column - 1]


def _mentioned(properties: Properties) -> list[tuple[str, Column]]:
    """Every place of the properties that names a column, with the column."""
    found: list[tuple[str, Column]] = []
    for place, piece in walk(properties):
        name = ".".join(str(part) for part in place)
        if piece.column is not None:
            found.append((name, piece.column))
        if piece.template is not None:
            found += [(name, part.column) for part in parse(piece.template) if part.column]
        if piece.sql is not None:
            found += [(name, column) for column in columns_of(piece.sql)]
        others = piece.if_empty if isinstance(piece.if_empty, list) else [piece.if_empty]
        found += [(name, other) for other in others if isinstance(other, str | int)]
    return found + [(f"skip_records.{number}", rule.column) for number, rule in enumerate(properties.skip_records)]
