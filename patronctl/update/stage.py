"""Stage: the feed's header is checked against the properties before anything else, and the code tables are laid out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import Any

from patronctl.config.workspace import LoadedJob
from patronctl.domain.errors import FeedError
from patronctl.domain.fields import BY_NAME
from patronctl.domain.problem import is_secret
from patronctl.domain.spreadsheet import unguarded
from patronctl.places import private_folder
from patronctl.properties.columns import mentioned
from patronctl.properties.mapping import Columns
from patronctl.properties.model import Column, Piece, Properties
from patronctl.properties.pieces import Place, walk, within
from patronctl.sources.fetch import Fetched
from patronctl.sources.grammar import Grammar
from patronctl.sources.header import Header, compare, read_header
from patronctl.sources.lines import end_of
from patronctl.sources.settle import Settled, Shape, has_odd_line, settle
from patronctl.store.expression import columns_of
from patronctl.update.repair import ADDED, is_quarantine, refuse_other, refuse_quarantine

MIB = 1024 * 1024
MAX_LINE_BYTES = 16 * MIB
# DuckDB cuts a buffer of the CSV reader into four batches, each read by one thread. Where sixteen don't divide it, a rest of a few
# bytes remains, and DuckDB 1.5 and 2.0 lose the line across it without a word; hence whole MiB.
BATCHES_OF_A_BUFFER = 4
# A batch of fewer rows than DuckDB's row group is copied once more, to make whole row groups in the order of the file.
ROW_GROUP = 122_880
BUFFER_BYTES = 64_000_000
MAX_BUFFER_BYTES = 256 * MIB


@dataclass(frozen=True)
class Staged:
    """A feed that can be read: its columns, how SQL reads it, its lines, and what is worth a note.

    `first_line` is where the first record stands in the file that SQL reads, `begins` where in the feed.
    `lines` are those of the feed, without blank ones at its end. `settled` says which lines are records, where it had to be found out.
    """

    columns: Columns
    feed: dict[str, Any]
    first_line: int
    lines: int
    notes: tuple[str, ...]
    shape: Shape
    begins: int
    ended: bool
    whole: bool = True
    settled: Settled | None = None

    def is_one_line_each(self, records: int, unreadable: int) -> bool:
        """Whether each of the feed's records is one line and each of its lines a record."""
        return not unreadable and not self.settled and self.lines == records + self.first_line - 1

    @property
    def cut_off(self) -> str:
        """Why the feed must have been cut off; empty where nothing says so."""
        if self.ended or not self.whole or not self.settled or not self.settled.ends_aside:
            return ""
        return f"line {self.lines:,}, the last one, ends within a record"


def stage(fetched: Fetched, loaded: LoadedJob, *, repair: bool = False) -> Staged:
    """Check the header. Raises FeedError where the feed lacks a column that the properties need, and where it is a quarantine file.

    To `repair`, it has to be one: then its cells and column names are without the apostrophes that it was given.
    """
    properties = loaded.properties
    called = fetched.facts.file
    quarantine = is_quarantine(fetched.feed, properties)
    if quarantine and not repair:
        refuse_quarantine(called, loaded.job.name)
    if repair and not quarantine and properties.header:
        refuse_other(called)
    mentioned_names = [column for _, column in read_columns(properties) if isinstance(column, str)]
    header = read_header(
        fetched.feed,
        properties.delimiter,
        properties.quote,
        properties.header,
        properties.skip_rows,
        called=called,
        known=mentioned_names,
    )
    if repair and properties.header:
        header = replace(header, names=tuple(map(unguarded, header.names)))
    needed = _needed(properties, header, called)
    notes = compare(header, needed, called, loaded.properties_path.name)
    if repair:
        notes = []  # its extra columns are ours
    feed = {
        "path": str(fetched.feed),
        "header": properties.header,
        "skip_rows": properties.skip_rows,
        "delimiter": properties.delimiter,
        "quote": properties.quote,
        "columns": dict.fromkeys(header.names, "VARCHAR"),
        "max_line_bytes": MAX_LINE_BYTES,
        "buffer_bytes": buffer_bytes(fetched.feed.stat().st_size, fetched.newlines),
        "is_quarantine": repair,
        "own": header.names[: -len(ADDED)] if repair and quarantine else header.names,
        "used": [name for name in header.names if name in needed],
    }
    end = end_of(fetched.feed)
    columns = Columns(header.names)
    staged = Staged(
        columns,
        feed,
        first_line=properties.skip_rows + properties.header + 1,
        lines=fetched.newlines + (not end.ended) - end.blank_lines,
        notes=tuple(notes),
        shape=Shape(Grammar(properties.delimiter, properties.quote), len(header.names), header.named, _keys(properties, columns)),
        begins=header.begins,
        ended=end.ended,
        whole=fetched.whole,
    )
    return staged if _is_plain(header, fetched, properties) else settled(staged)


def _is_plain(header: Header, fetched: Fetched, properties: Properties) -> bool:
    """Whether nothing speaks against each line being a record; its reader's count has to say the same."""
    return header.is_plain and header.named == len(header.names) and not has_odd_line(fetched.feed, properties.quote)


def settled(staged: Staged) -> Staged:
    """The feed as the records alone, found line by line; what reads them can't take them for others."""
    feed = Path(staged.feed["path"])
    found = settle(feed, staged.begins, staged.shape, private_folder(feed.parent / "scratch"), whole=staged.whole)
    read = {
        **staged.feed,
        "path": str(found.feed),
        "header": False,
        "skip_rows": 0,
        "buffer_bytes": buffer_bytes(found.feed.stat().st_size, found.records),
    }
    return replace(staged, feed=read, first_line=1, settled=found, notes=(*staged.notes, *_said_of(found)))


def _said_of(found: Settled) -> list[str]:
    notes = [f"Line {line:,} can't be read: {reason}." for line, reason in found.first_aside]
    if found.unreadable > len(notes):
        notes.append(f"{found.unreadable - len(notes):,} more lines can't be read.")
    if found.strays:
        more = f" and {found.strays - len(found.stray):,} more" if found.strays > len(found.stray) else ""
        some = f"{', '.join(f'{line:,}' for line in found.stray)}{more}"
        notes.append(f"A value on line {some} contains a single quote character, which was read as text. Check whether it belongs there.")
    return notes


def _keys(properties: Properties, columns: Columns) -> frozenset[int]:
    """The positions of the columns that tell one patron from another."""
    made_of = columns_of_fields(properties, columns)
    names = {name for key in ("site", "district_id", "barcode") for name in made_of.get(key, ())}
    return frozenset(place for place, name in enumerate(columns.names) if name in names)


def buffer_bytes(feed_bytes: int, lines: int) -> int:
    """The buffer to read a feed with, such that each batch fills a row group, and their number is even so that two threads end together."""
    # Lines differ in length: a batch is planned a little larger than it has to be.
    batches = int(lines / (1.03 * ROW_GROUP)) // 2 * 2
    wanted = ceil(BATCHES_OF_A_BUFFER * feed_bytes / batches / MIB + 0.5) * MIB if batches else 0
    return wanted if BUFFER_BYTES < wanted <= MAX_BUFFER_BYTES else BUFFER_BYTES


def _needed(properties: Properties, header: Header, called: str) -> dict[str, list[str]]:
    needed: dict[str, list[str]] = {}
    for place, mention in read_columns(properties):
        column = int(mention) if isinstance(mention, str) and mention.isdigit() and mention not in header.names else mention
        written = ".".join(str(step) for step in place if step not in ("column", "template", "sql", "if_empty"))
        needed.setdefault(_named(column, header, written, called), []).append(written)
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


def read_columns(properties: Properties) -> Iterator[tuple[Place, Column]]:
    """Every column that the properties read, with the place that says so."""
    yield from mentioned(properties)
    for place, piece in walk(properties):
        if piece.sql is not None:
            yield from (((*place, "sql"), column) for column in columns_of(piece.sql))


def columns_of_fields(properties: Properties, columns: Columns) -> dict[str, list[str]]:
    """The columns that each field is made of, those in the replacements of its maps among them."""
    read: dict[Place, list[str]] = {}
    for place, column in read_columns(properties):
        name = columns.in_template(column) if isinstance(column, str) else columns.name(column)
        read.setdefault(place[:2], []).append(name)
    made_of = {}
    for field, mapping in properties.fields.items():
        places = {("fields", field), *(("maps", name) for name in _maps_of(properties, mapping))}
        made_of[field] = list(dict.fromkeys(name for place, names in read.items() if place in places for name in names))
    return made_of


def _maps_of(properties: Properties, piece: Piece) -> set[str]:
    """The named maps that a piece looks values up in, and those that these lead to."""
    direct = {inner.map for _, inner in within(piece) if isinstance(inner.map, str)}
    tables = (properties.maps.get(name, {}) for name in direct)
    return direct.union(*(_maps_of(properties, made) for table in tables for made in table.values() if isinstance(made, Piece)))


def password_columns(properties: Properties, columns: Columns) -> frozenset[str]:
    """The columns that feed the password and nothing else."""
    secret, other = _secret_and_other(properties, columns)
    return frozenset(secret - other)


def hidden_columns(properties: Properties, columns: Columns) -> frozenset[str]:
    """The columns that are never copied: those that only a password is made of, and unused ones that may hold a secret.

    Beside a password column each unused one may: a comma too many moves the password into it.
    """
    secret, other = _secret_and_other(properties, columns)
    read = (columns.in_template(name) if isinstance(name, str) else columns.name(name) for _, name in read_columns(properties))
    unused = set(columns.names) - secret - other - set(read)
    return frozenset(secret - other | {name for name in unused if secret or is_secret(name)})


def may_keep_raw_text(properties: Properties, columns: Columns) -> bool:
    """Whether a line of the feed may be kept as it is.

    Not where one of its columns holds a secret: in a line that can't be read, nobody knows where a column begins or ends.
    """
    return not _secret_and_other(properties, columns)[0] and not hidden_columns(properties, columns)


def _secret_and_other(properties: Properties, columns: Columns) -> tuple[set[str], set[str]]:
    """The columns that a secret is made of, and those that the other fields are made of."""
    secret: set[str] = set()
    other: set[str] = set()
    for name, made_of in columns_of_fields(properties, columns).items():
        (secret if name in BY_NAME and BY_NAME[name].kind == "secret" else other).update(made_of)
    return secret, other
