"""Some records of a preview: the feed's values beside what becomes of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from patronctl.domain.preview import Cell, Row, Said
from patronctl.properties.mapping import Columns
from patronctl.properties.model import Properties
from patronctl.store.connection import Door
from patronctl.update.stage import columns_of_fields

MASK = "•••"
RECORD = "\x1frecord"
"""The column with a record's number, by a name that no feed has."""
PUBLIC = frozenset({"site", "patron_type", "access_level", "resource_group", "status", "persona", "action"})
"""Codes of the district, which say nothing of a person by themselves; the rest is masked unless asked for."""


@dataclass(frozen=True)
class Shown:
    """What the rows are made with."""

    properties: Properties
    columns: Columns
    used: Sequence[str]
    """The columns that the properties read."""
    mappings: Sequence[dict[str, Any]]
    values: bool


def rows_of(door: Door, shown: Shown, count: int, line: int | None) -> list[Row]:
    """The first records, or the one that begins on a line."""
    found = door.rows("preview/rows.sql", columns=shown.used, number=RECORD, mappings=shown.mappings, line=line, rows=count)
    said: dict[int, list[Said]] = defaultdict(list)
    for row in door.rows("preview/said.sql", records=[row["record"] for row in found]):
        said[row.pop("record")].append(Said.model_validate(row))
    places = {name: place for place, name in enumerate(shown.used, start=1)}
    taken = {
        field: {name: places[name] for name in made_of if name in places}
        for field, made_of in columns_of_fields(shown.properties, shown.columns).items()
    }
    return [
        Row(line=row["line"], left_out=row["left_out"], cells=list(_cells(row, shown, taken)), messages=said[row["record"]])
        for row in found
    ]


def _cells(row: dict[str, Any], shown: Shown, taken: Mapping[str, Mapping[str, int]]) -> Iterator[Cell]:
    for mapping in shown.mappings:
        name = mapping["name"]
        given = {column: row[f"c{at}"] or "" for column, at in taken[name].items()}
        made = row[f"m_{name}"]
        if mapping["kind"] == "secret":
            # Not even on request: a password is nobody's to read.
            yield Cell(field=name, given={column: text and MASK for column, text in given.items()}, becomes=made and MASK)
            continue
        goes_on = row[f"r_{name}"]
        # A constant and a default are the same for everybody.
        open_ = shown.values or name in PUBLIC or not given or made is None
        yield Cell(
            field=name,
            given={column: text if open_ else _shape(text) for column, text in given.items()},
            becomes=goes_on if open_ else goes_on and _shape(goes_on),
            change=_change(made, goes_on),
        )


def _shape(text: str) -> str:
    """What a value looks like without saying what it is: each digit a 9, each letter an x, as `check` shows it."""
    return "".join("9" if character.isdigit() else "x" if character.isalpha() else character for character in text)


def _change(made: str | None, goes_on: str | None) -> str:
    """What the checks did to the mapping's value."""
    if goes_on == "":
        return "cleared"
    if goes_on is None:
        return "not used" if made else ""
    if made is None:
        return "default"
    return "" if made == goes_on else "cut" if made.startswith(goes_on) else "read as"
