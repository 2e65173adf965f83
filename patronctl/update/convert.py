"""Convert: the feed is read once and becomes `record`, the patron fields as the properties say (docs/rules.md, part 3)."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from patronctl.config.district import District
from patronctl.config.workspace import LoadedJob
from patronctl.domain.errors import FeedError, PatronctlError
from patronctl.domain.messages import MESSAGES, Message
from patronctl.properties.pieces import walk
from patronctl.sources import lines
from patronctl.store.connection import Door, NoSuchCsvError, StatementTimeoutError
from patronctl.update.recipe import digest, site_codes, values
from patronctl.update.recognize import LastUpdate, Recognized, recognize
from patronctl.update.stage import BUFFER_BYTES, MAX_LINE_BYTES, Staged, may_keep_raw_text, settled

SECONDS = 60.0
"""How long the conversion with expressions of the properties may take, beside a second for so many bytes of the feed."""
BYTES_A_SECOND = 1_000_000


@dataclass(frozen=True)
class Converted:
    """What became of a feed. `records` of it can be read, some of which are only `recognized`; `unreadable` lines can't.

    `mapped` are the fields that a record may have. `staged` is the feed as it was read in the end.

    `hashed_by` says what a record's hash was taken of, `read_by` what the conversion was made of.
    """

    mapped: frozenset[str]
    records: int
    recognized: int
    unreadable: int
    hashed_by: str
    read_by: str
    staged: Staged


def convert(door: Door, loaded: LoadedJob, staged: Staged, password_key: str, today: date, last: LastUpdate | None = None) -> Converted:
    """Make `record`, `recognized` and `unreadable`. Records that `last` had, and that read as they did then, are only recognized.

    Raises PatronctlError (conversion_timeout) where expressions of the properties take longer than a conversion may.
    """
    with in_time(door, loaded, Path(staged.feed["path"])):
        return _convert(door, loaded, staged, password_key, today, last)


@contextmanager
def in_time(door: Door, loaded: LoadedJob, feed: Path) -> Iterator[None]:
    """A limit for what the properties' own expressions do with a feed. Without expressions there is none: nothing else can take long."""
    named = [".".join(str(step) for step in place) for place, piece in walk(loaded.properties) if piece.sql is not None]
    seconds = SECONDS + feed.stat().st_size / BYTES_A_SECOND if named else None
    try:
        with door.limited(seconds):
            yield
    except StatementTimeoutError as error:
        raise PatronctlError(
            f"The conversion took longer than {error.seconds:.0f} seconds",
            hint=f"Simplify the sql expressions of {loaded.properties_path.name}: {', '.join(named[:5])}.",
            code="conversion_timeout",
        ) from None


def _convert(door: Door, loaded: LoadedJob, staged: Staged, password_key: str, today: date, last: LastUpdate | None) -> Converted:
    given = values(staged.feed, loaded.job, loaded.district, loaded.properties, staged.columns, password_key, today)
    read_by = digest(given, loaded.district)
    known = last and last.read_by == read_by
    recognized = _convert_the_others(door, loaded, staged, given, last) if last and known else None
    if recognized:
        records = recognized.records
    else:
        records, staged = _convert_all(door, staged, given)
    unreadable = _unreadable(door, staged, given)
    if not may_keep_raw_text(loaded.properties, staged.columns):
        door.run("1_stage/forget_text.sql")
    mapped = frozenset(loaded.properties.fields) | {name for name in given["outputs"] if name != "password_fingerprint"}
    # A patron's persona follows from their type, so the types' personas are a part of what a hash is good for.
    personas = hashlib.sha256(json.dumps(loaded.district.patron_types).encode()).hexdigest()[:16]
    hashed_by = f"duckdb {duckdb.__version__}: {' '.join(sorted(mapped))}; personas {personas}"
    return Converted(mapped, records, recognized.recognized if recognized else 0, unreadable, hashed_by, read_by, staged)


def _convert_the_others(door: Door, loaded: LoadedJob, staged: Staged, given: dict[str, Any], last: LastUpdate) -> Recognized | None:
    """Convert the records that aren't recognized; None where each has to be converted."""
    recognized = recognize(door, staged, given["feed"], loaded.job.name, loaded.properties.match_on, last)
    if recognized is None:
        return None
    try:
        picked = {**given["feed"], "path": str(recognized.others), "buffer_bytes": BUFFER_BYTES}
        door.run("3_convert/record.sql", **{**given, "feed": picked})
        if not door.rows("2_recognize/picked_wrongly.sql"):
            door.run("2_recognize/picked_records.sql")
            return recognized
    except NoSuchCsvError:
        pass
    door.run("3_convert/forget_converted.sql")
    return None


def _convert_all(door: Door, staged: Staged, given: dict[str, Any]) -> tuple[int, Staged]:
    """Read and convert. Where the records are not the feed's lines one by one, it is settled what they are, and they are read again."""
    door.run("2_recognize/recognized_none.sql")
    if not staged.settled:
        records = _records(door, given)
        if records is not None and _is_sure(door, staged, records):
            return records, staged
        door.run("3_convert/forget_converted.sql")
        staged = settled(staged)
    records = door.run("3_convert/record.sql", **{**given, "feed": {**given["feed"], **staged.feed}})
    door.run("2_recognize/every_record.sql")
    _refuse_difference(door, staged, records)
    return records, staged


def _records(door: Door, given: dict[str, Any]) -> int | None:
    """The records read; None where the reader gave the feed up."""
    try:
        records = door.run("3_convert/record.sql", **given)
    except NoSuchCsvError:
        return None
    door.run("2_recognize/every_record.sql")
    return records


def _is_sure(door: Door, staged: Staged, records: int) -> bool:
    """Whether every line is one record and no row of delimiters is among them."""
    if not staged.is_one_line_each(records, door.row("1_stage/rejects.sql")["lines"]):
        return False
    without_key = [record + staged.first_line for record in door.row("3_convert/without_key.sql")["records"]]
    grammar = staged.shape.grammar
    return not any(grammar.is_blank(line.decode()) for line in lines.picked(Path(staged.feed["path"]), without_key))


def _refuse_difference(door: Door, staged: Staged, records: int) -> None:
    """Two ways of reading one feed must agree on its records."""
    found = staged.settled
    rejected = door.row("1_stage/rejects.sql")["lines"]
    if found and (records != found.records or rejected):
        suspect = "".join(f" The first suspect line is {line:,}: {reason}." for line, reason in found.first_aside[:1])
        raise FeedError(
            f"By its lines the feed has {found.records:,} records, but {records:,} were read.{suspect}",
            hint="Look for quotes that are missing or stray in the file.",
            code="records_differ",
        )


def _unreadable(door: Door, staged: Staged, given: dict[str, Any]) -> int:
    """Make `unreadable`, and `glimpsed_record` of what can be told of these lines."""
    found = staged.settled
    aside = str(found.aside) if found and found.unreadable else None
    grammar = staged.shape.grammar
    signs = {"delimiter": grammar.delimiter, "quote": grammar.quote, "line_ends": "\r\n"}
    door.run("1_stage/unreadable.sql", path=aside, max_line_bytes=2 * MAX_LINE_BYTES, **signs)
    if not found or not found.unreadable:
        door.run("1_stage/glimpsed_none.sql")
        return 0
    glimpses = {**given["feed"], **staged.feed, "path": str(found.glimpses), "buffer_bytes": BUFFER_BYTES}
    door.run("3_convert/record.sql", **{**given, "feed": glimpses, "into": "glimpsed_record"})
    return found.unreadable


def codes(door: Door, district: District) -> None:
    """Make the code tables: sites with their aliases and defaults, patron types, message codes."""
    door.run(
        "1_stage/codes.sql",
        patron_types=json.dumps([{"name": name, "persona": persona} for name, persona in district.patron_types.items()]),
        sites=json.dumps(site_codes(district)),
        message_codes=json.dumps([_code(each) for each in MESSAGES.values()]),
    )


def _code(message: Message) -> dict[str, str]:
    names = {"code": message.code, "severity": message.severity, "outcome": message.outcome}
    return names | {"outcome_of_new": message.outcome_of_new or message.outcome}
