"""Any converter file means what it says, and its YAML form means the same.

The files are made by chance out of every construct; what they mean is computed here once more, value by value.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from patronctl.properties.convert import convert
from patronctl.properties.follett import read_text
from patronctl.properties.model import Properties
from tests.properties.records import records, write_feed

COLUMNS = 5
HEADER = ["id", "A", "B b", "C: c", "{D}"]
CELLS = st.sampled_from(["", " ", "a", "B", "é1", " 12 ", "x y", "default"])
FIELDS = {"field_userDefined1": "user_defined_1", "field_userDefined2": "user_defined_2", "field_homeroom": "homeroom"}


@dataclass(frozen=True)
class Text:
    text: str

    def written(self) -> str:
        return re.sub(r"([{}])", r"\\\1", self.text)


@dataclass(frozen=True)
class Col:
    number: int
    operations: tuple[str, ...] = ()

    def written(self) -> str:
        return "{" + ",".join([str(self.number), *(WRITTEN.get(name, name) for name in self.operations)]) + "}"


@dataclass(frozen=True)
class Choose:
    test: "Parts"
    then: "Parts"
    otherwise: "Parts"

    def written(self) -> str:
        return f"ISEMPTY({','.join(written(part) for part in (self.test, self.then, self.otherwise))})"


Parts = tuple[Text | Col | Choose, ...]
Tables = Mapping[str, Mapping[str, Parts]]
File = tuple[dict[str, Parts], dict[str, dict[str, Parts]]]
WRITTEN = {"first": 'regex("^(.)","{$1}")', "swap": r'regex("(\\w)(\\w)","{$2}-{$1}")'}


def written(parts: Parts) -> str:
    return "".join(part.written() for part in parts)


def meaning(parts: Parts, row: Sequence[str], tables: Tables) -> str | None:
    """None is blank."""
    values = [part.text if isinstance(part, Text) else of_part(part, row, tables) for part in parts]
    asked = [value for part, value in zip(parts, values, strict=True) if not isinstance(part, Text)]
    if asked and not any(asked):
        return None
    return "".join(value or "" for value in values).strip() or None


def of_part(part: Col | Choose, row: Sequence[str], tables: Tables) -> str | None:
    if isinstance(part, Choose):
        chosen = part.otherwise if meaning(part.test, row, tables) else part.then
        return meaning(chosen, row, tables)
    value = row[part.number - 1].strip() or None
    for name in part.operations:
        value = operated(name, value, row, tables)
    return value


def operated(name: str, value: str | None, row: Sequence[str], tables: Tables) -> str | None:
    if name == "first":
        return value[0] if value else None
    if name == "swap":
        found = re.search(r"(\w)(\w)", value or "", re.ASCII)
        return f"{found[2]}-{found[1]}" if found else None
    if name == "omit":
        return value
    table = tables[name.removeprefix("map_")]
    if (value or "") in table and value != "default":
        return meaning(table[value or ""], row, tables)
    return meaning(table["default"], row, tables) if "default" in table else value


literal = st.sampled_from(["Rm", "x y", "{b}", "-", "é", b"a\\u00e9".decode("unicode_escape")]).map(Text)
plain = st.builds(Col, st.integers(1, COLUMNS), st.lists(st.sampled_from(["first", "swap", "omit"]), max_size=2).map(tuple))
column = st.builds(
    Col, st.integers(1, COLUMNS), st.lists(st.sampled_from(["first", "swap", "omit", "map_t", "map_u"]), max_size=3, unique=True).map(tuple)
)


def templates(columns: st.SearchStrategy[Col]) -> st.SearchStrategy[Parts]:
    flat = st.lists(literal | columns, min_size=1, max_size=3).map(tuple)
    return st.recursive(
        flat,
        lambda inner: st.lists(st.builds(Choose, inner, inner, inner) | literal | columns, min_size=1, max_size=3).map(tuple),
        max_leaves=4,
    )


tables = st.fixed_dictionaries(
    {
        name: st.dictionaries(st.sampled_from(["", "a", "B", "é1", "x y", "default"]), templates(plain), min_size=1, max_size=3)
        for name in ("t", "u")
    }
)
files = st.tuples(st.fixed_dictionaries({field: templates(column) for field in FIELDS}), tables)
# A row in which nothing stands is no record.
rows = st.lists(CELLS, min_size=COLUMNS, max_size=COLUMNS).filter(lambda row: any(cell.strip() for cell in row))
feeds = st.lists(rows, min_size=1, max_size=6)


def as_file(fields: Mapping[str, Parts], tables: Tables) -> str:
    lines = ["CsvTextEncoding=UTF-8", "MatchUsingDistrictID=true", "InputRowsToSkip=1", "field_siteShortName=HS"]
    lines += [f"{field}={written(parts)}" for field, parts in fields.items()]
    lines += [f"map_{name}_{key}={written(parts)}" for name, table in tables.items() for key, parts in table.items()]
    lines.append("field_districtID={1}")
    return "\n".join(lines) + "\n"


def used(fields: Mapping[str, Parts]) -> str:
    return " ".join(written(parts) for parts in fields.values())


@settings(max_examples=3, deadline=None)
@given(files, feeds)
def test_a_converter_file_means_what_it_says_and_so_does_its_yaml_form(file: File, rows: list[list[str]]) -> None:
    check(file, rows)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(files, feeds)
def test_a_hundred_converter_files_mean_what_they_say(file: File, rows: list[list[str]]) -> None:
    check(file, rows)


def check(file: File, rows: list[list[str]]) -> None:
    fields, maps = file
    text = as_file(fields, {name: table for name, table in maps.items() if f"map_{name}" in used(fields)})

    reading = read_text(text, "p.properties")
    assert reading.properties, reading.problems
    with TemporaryDirectory() as name:
        folder = Path(name)
        feed = write_feed(folder, [HEADER, *rows])
        made = records(folder, reading.properties)
        (folder / "p.properties").write_text(text, encoding="latin-1")
        converted = Properties.model_validate(YAML(typ="safe", pure=True).load(convert(folder / "p.properties", feed).text))
        again = records(folder, converted)

    expected = [{ours: meaning(fields[theirs], row, maps) for theirs, ours in FIELDS.items()} for row in rows]
    assert [{name: record[name] for name in FIELDS.values()} for record in made] == expected
    assert [record["record_hash"] for record in again] == [record["record_hash"] for record in made]
