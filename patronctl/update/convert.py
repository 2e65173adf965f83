"""Convert: the feed is read once and becomes `record`, the patron fields as the properties say (docs/rules.md, part 3)."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from patronctl.config.district import District
from patronctl.config.workspace import LoadedJob
from patronctl.domain.messages import MESSAGES, Message
from patronctl.sources import lines
from patronctl.store.connection import Door, NoSuchCsvError
from patronctl.update.recipe import digest, site_codes, values
from patronctl.update.recognize import LastUpdate, Recognized, recognize
from patronctl.update.stage import BUFFER_BYTES, Staged, may_keep_raw_text


@dataclass(frozen=True)
class Converted:
    """What became of a feed. `records` of it can be read, some of which are only `recognized`; `unreadable` lines can't.

    `mapped` are the fields that a record may have.

    `hashed_by` says what a record's hash was taken of, `read_by` what the conversion was made of.
    """

    mapped: frozenset[str]
    records: int
    recognized: int
    unreadable: int
    hashed_by: str
    read_by: str


def convert(door: Door, loaded: LoadedJob, staged: Staged, password_key: str, last: LastUpdate | None = None) -> Converted:
    """Make `record`, `recognized` and `unreadable`. Records that `last` had, and that read as they did then, are only recognized."""
    given = values(staged.feed, loaded.job, loaded.district, loaded.properties, staged.columns, password_key)
    read_by = digest(given, loaded.district)
    recognized = _convert_the_others(door, loaded, staged, given, last) if last and last.read_by == read_by else None
    records = recognized.records if recognized else _convert_all(door, staged, given)
    unreadable = _unreadable(door, Path(staged.feed["path"]))
    if not may_keep_raw_text(loaded.properties, staged.columns):
        door.run("1_stage/forget_text.sql")
    mapped = frozenset(loaded.properties.fields) | {name for name in given["outputs"] if name != "password_fingerprint"}
    # A patron's persona follows from their type, so the types' personas are a part of what a hash is good for.
    personas = hashlib.sha256(json.dumps(loaded.district.patron_types).encode()).hexdigest()[:16]
    hashed_by = f"duckdb {duckdb.__version__}: {' '.join(sorted(mapped))}; personas {personas}"
    return Converted(mapped, records, recognized.recognized if recognized else 0, unreadable, hashed_by, read_by)


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


def _convert_all(door: Door, staged: Staged, given: dict[str, Any]) -> int:
    """Read and convert. A feed whose lines end now one way and now the other is read again with one kind of line end."""
    door.run("2_recognize/recognized_none.sql")
    try:
        records = door.run("3_convert/record.sql", **given)
    except NoSuchCsvError:
        if not lines.unify(Path(staged.feed["path"])):
            raise
        door.run("1_stage/forget_rejects.sql")
        records = door.run("3_convert/record.sql", **given)
    door.run("2_recognize/every_record.sql")
    return records


def _unreadable(door: Door, feed: Path) -> int:
    door.run("1_stage/unreadable.sql", line_ends="\r\n")
    places = [row["byte_position"] for row in door.rows("1_stage/unreadable_places.sql")]
    if places:
        door.run("1_stage/unreadable_lines.sql", places=places, lines=lines.numbers(feed, places))
    return len(places)


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
