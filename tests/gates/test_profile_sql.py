"""The shape of a feed, counted in the database over the converted records."""

from pathlib import Path

import pytest

from patronctl.domain.feed_profile import FieldShape
from patronctl.places import Places
from patronctl.sources.directory import DirectorySource
from patronctl.sources.fetch import Fetched, fetch
from patronctl.sources.header import Header
from patronctl.store.connection import Door, staging
from patronctl.update import gate


@pytest.fixture
def fetched(tmp_path: Path) -> Fetched:
    (tmp_path / "s.csv").write_text("id\n1\n")
    (tmp_path / "run").mkdir()
    return fetch(DirectorySource(type="directory", folder=".", file="s.csv"), tmp_path / "run", beside=tmp_path, encoding="utf-8")


def shape_of(fetched: Fetched, values: list[str | None], name: str = "last_name") -> FieldShape:
    with staging() as door:
        _records(door, name, values)
        return gate.profile(door, fetched, Header(("id",)), [name, "password"], "p").fields[name]


def _records(door: Door, name: str, values: list[str | None]) -> None:
    door.run("2_recognize/recognized_none.sql")
    made = f'SELECT record - 1 AS record, false AS left_out, value AS "{name}" FROM unnest($v) WITH ORDINALITY AS r(value, record)'
    door.connection.execute(f"CREATE TEMP TABLE record AS {made}", {"v": values})


def test_blank_digits_and_leading_zeros_are_counted(fetched: Fetched) -> None:
    shape = shape_of(fetched, [None, "", "0012", "12", "0", "Lee"])

    assert (shape.blank, shape.digits, shape.leading_zero) == (2, 3, 1)


@pytest.mark.parametrize("value", ["1.23457E+11", "4E+10", "1,5e+7"])
def test_scientific_notation_is_recognized(fetched: Fetched, value: str) -> None:
    assert shape_of(fetched, [value, "A1E+", "E+12x"], "district_id").scientific == 1


@pytest.mark.parametrize(
    ("text", "declared"),
    [("Muñoz", "cp1252"), ("Muñoz", "latin-1"), ("Muñoz", "mac-roman"), ("O’Brien", "cp1252"), ("Zoë", "cp1252"), ("García", "mac-roman")],
)
def test_utf8_read_under_another_name_is_recognized(fetched: Fetched, text: str, declared: str) -> None:
    assert shape_of(fetched, [text.encode().decode(declared)]).mojibake == 1


def test_macroman_read_as_windows_is_recognized(fetched: Fetched) -> None:
    assert shape_of(fetched, ["Muñoz".encode("mac-roman").decode("cp1252")]).mojibake == 1


def test_windows_read_as_latin_1_is_recognized(fetched: Fetched) -> None:
    assert shape_of(fetched, ["O’Brien".encode("cp1252").decode("latin-1")]).mojibake == 1


@pytest.mark.parametrize(
    "name", ["Muñoz", "São João", "Âgnes", "O’Brien", "Łukasz", "Smith–Jones", "李", "Nguyễn", "Ærø", "João Ãlvares", "Peña-Ñíguez"]
)
def test_real_names_are_not_called_damaged(fetched: Fetched, name: str) -> None:
    assert shape_of(fetched, [name]).mojibake == 0


def test_a_password_is_not_looked_at(fetched: Fetched) -> None:
    with staging() as door:
        _records(door, "last_name", ["x"])

        assert list(gate.profile(door, fetched, Header(("id",)), ["password", "last_name"], "p").fields) == ["last_name"]


def test_a_remembered_feed_comes_back_and_a_broken_memory_is_none(fetched: Fetched, tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "state")
    with staging() as door:
        _records(door, "last_name", ["x"])
        feed = gate.profile(door, fetched, Header(("id",)), ["last_name"], "p")

    gate.remember(places, "lincoln", "students", feed)
    known = gate.remembered(places, "lincoln", "students")
    (tmp_path / "state/districts/lincoln/feeds/students.json").write_text("{")

    assert known == feed
    assert gate.remembered(places, "lincoln", "students") is None
    assert gate.remembered(places, "lincoln", "others") is None
