"""The circulation file has its own checks, and what it doesn't say is unknown, not zero."""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from patronctl.config.job import Job
from patronctl.store.connection import staging
from patronctl.update.retirement import circulation
from patronctl.update.retirement.circulation import Staged

from .support import district, job

AS_OF = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
PATRONS = [("0123", "LHS", "A1"), ("0124", "LHS", "A2"), ("0125", "JMS", "A2"), ("0126", "JMS", "A3")]
BY_ID = {"district_id": "DistrictID", "checkouts": "ItemsOut", "fines": "FinesDue"}
BY_BARCODE = {"barcode": "Barcode", "checkouts": "ItemsOut", "fines": "FinesDue"}
SITES = [
    {"short_name": name, "title": name, "aliases": [alias], "default_patron_type": "Student", "default_access_level": "Patron"}
    for name, alias in (("LHS", "101"), ("JMS", "202"))
]

Moved = tuple[int, tuple[str, str, str]]
"""A patron by their place in PATRONS, and the district ID, site and barcode that they have before the load."""
Read = Callable[..., tuple[Staged, dict[str, tuple[Any, ...]], bool]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Stage and match a circulation file: what was checked, and (checkouts, cents, known) by district ID."""

    def read(
        text: str | bytes | None, *, age: float = 1, moved: Sequence[Moved] = (), **settings: Any
    ) -> tuple[Staged, dict[str, tuple[Any, ...]], bool]:
        path = tmp_path / "circulation.csv"
        if text is not None:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            modified = (AS_OF - timedelta(hours=age)).timestamp()
            os.utime(path, (modified, modified))
        source = {"type": "directory", "folder": ".", "file": "circulation.csv"}
        given = {"source": source, "lists": "patrons_with_transactions", "columns": BY_ID, "max_unmatched": "50%"} | settings
        into = tmp_path / "run"
        into.mkdir()
        lincoln = district(circulation=given, sites=SITES)
        with staging(reach=[into]) as door:
            staged = circulation.stage(door, lincoln, tmp_path, into, AS_OF)
            door.connection.execute("CREATE TABLE future (patron_id BIGINT, district_id VARCHAR, site VARCHAR, barcode VARCHAR)")
            door.connection.executemany("INSERT INTO future VALUES (?, ?, ?, ?)", [(n, *patron) for n, patron in enumerate(PATRONS)])
            door.run("store/attach_empty.sql")
            door.connection.execute("CREATE TABLE store.patron AS SELECT * FROM future; CREATE TABLE change (patron_id BIGINT)")
            for patron_id, before in moved:
                door.connection.execute("INSERT INTO change VALUES (?)", [patron_id])
                was = "UPDATE store.patron SET district_id = ?, site = ?, barcode = ? WHERE patron_id = ?"
                door.connection.execute(was, [*before, patron_id])
            staged = circulation.match(door, lincoln, staged)
            ask = door.connection.execute
            rows = ask("SELECT district_id, checkouts, fines_cents, known FROM circulation JOIN future USING (patron_id)").fetchall()
            absent = ask("SELECT means_none FROM circulation_absence").fetchone()
            found = {row[0]: row[1:] for row in rows}
        assert list(into.iterdir()) == [], "the copy of the file outlived the staging"
        return staged, found, absent == (True,)

    return read


def failed(staged: Staged) -> dict[str, str]:
    return {check.name: check.observed for check in staged.checks if not check.passed}


def test_checkouts_and_fines_arrive_in_whole_cents(read: Read) -> None:
    staged, found, _ = read('DistrictID,ItemsOut,FinesDue\n0123,1,4.99\n0124,0,"$1,234.5"\n0125,2,0.29\n0126,0,7\n')

    assert failed(staged) == {}
    assert found == {"0123": (1, 499, True), "0124": (0, 123450, True), "0125": (2, 29, True), "0126": (0, 700, True)}


def test_absence_means_none_only_where_the_file_lists_patrons_with_transactions(read: Read) -> None:
    _, _, absent = read("DistrictID,ItemsOut,FinesDue\n0123,1,0\n")

    assert absent


def test_absence_is_unknown_where_the_file_lists_all_patrons(read: Read) -> None:
    staged, _, absent = read("DistrictID,ItemsOut,FinesDue\n0123,1,0\n", lists="all_patrons")

    assert staged.passed
    assert not absent


@pytest.mark.parametrize(
    ("text", "settings", "name", "says"),
    [
        (None, {}, "circulation_readable", "circulation.csv"),
        ("", {}, "circulation_readable", "empty"),
        ("DistrictID,ItemsOut,FinesDue\n0123,1\n0124,1,0\n", {}, "circulation_readable", "1 unreadable lines, the first: 2"),
        ('DistrictID,ItemsOut,FinesDue\n0123,"1,0\n0124,1,0\n0125,1,"0\n', {}, "circulation_readable", "2 unreadable lines, the first: 2"),
        ('DistrictID,ItemsOut,FinesDue\n0123,"1,0\n0124,1",0\n', {}, "circulation_readable", "1 unreadable lines, the first: 2"),
        (b"DistrictID,ItemsOut,FinesDue\n0\xe9123,1,0\n", {}, "circulation_readable", "utf-8"),
        ("DistrictID,Items,FinesDue\n0123,1,0\n", {}, "circulation_readable", "ItemsOut"),
        ("DistrictID,ItemsOut,FinesDue\n", {}, "circulation_records", "0"),
        ("DistrictID,ItemsOut,FinesDue\n0123,1,0\n", {"min_records": 2}, "circulation_records", "1"),
        ("DistrictID,ItemsOut,FinesDue\n0123,1,0\n", {"age": 36.5}, "circulation_age", "36.5 hours"),
        ("DistrictID,ItemsOut,FinesDue\n0123,one,0\n", {}, "circulation_amounts", "checkouts 'one' in record 1"),
        ("DistrictID,ItemsOut,FinesDue\n0123,1,-2.00\n", {}, "circulation_amounts", "fines '-2.00' in record 1"),
        ('DistrictID,ItemsOut,FinesDue\n0123,1,"4,99"\n', {}, "circulation_amounts", "fines '4,99'"),
        ("DistrictID,ItemsOut,FinesDue\n0123,1,4.999\n", {}, "circulation_amounts", "fines '4.999'"),
        ("DistrictID,ItemsOut,FinesDue\n0123,1.5,0\n", {}, "circulation_amounts", "checkouts '1.5'"),
        ("DistrictID,ItemsOut,FinesDue\n123,1,0\n124,1,0\n0125,1,0\n", {}, "circulation_matched", "2 of 3 keys match no patron"),
    ],
)
def test_a_file_that_fails_a_check_says_nothing_about_anybody(
    read: Read, text: str | bytes | None, settings: dict[str, Any], name: str, says: str
) -> None:
    staged, found, absent = read(text, **settings)

    assert says in failed(staged)[name]
    assert all(check.warning and "unknown" in check.consequence for check in staged.checks if not check.passed)
    assert found == {}
    assert not absent


def test_a_file_of_36_hours_is_not_older_than_36_hours(read: Read) -> None:
    staged, _, _ = read("DistrictID,ItemsOut,FinesDue\n0123,1,0\n", age=36)

    assert failed(staged) == {}


def test_a_blank_amount_is_unknown(read: Read) -> None:
    _, found, _ = read("DistrictID,ItemsOut,FinesDue\n0123,0,\n0124,,0\n")

    assert [known for *_, known in found.values()] == [False, False]


def test_several_lines_of_one_patron_add_up(read: Read) -> None:
    _, found, _ = read("DistrictID,ItemsOut,FinesDue\n0123,1,2.50\n0123,2,2.50\n")

    assert found == {"0123": (3, 500, True)}


def test_keys_that_match_no_patron_are_reported(read: Read) -> None:
    staged, _, _ = read("DistrictID,ItemsOut,FinesDue\n0123,1,0\n9999,1,0\n")

    assert staged.notes == ["1 keys of the circulation file match no patron"]


def test_a_barcode_counts_at_its_site_whatever_the_site_is_called(read: Read) -> None:
    columns = BY_BARCODE | {"site": "School"}

    _, found, _ = read("School,Barcode,ItemsOut,FinesDue\n202,A2,1,0\nLHS,A1,2,0\n", columns=columns)

    assert found == {"0125": (1, 0, True), "0123": (2, 0, True)}


def test_a_barcode_that_two_sites_have_is_nobodys_for_certain(read: Read) -> None:
    _, found, _ = read("Barcode,ItemsOut,FinesDue\nA2,1,0\nA3,1,0\n", columns=BY_BARCODE)

    assert found == {"0124": (1, 0, False), "0125": (1, 0, False), "0126": (1, 0, True)}


DELETES = {"inactive": {"delete_after_days": 365, "delete_if": "no_checkouts_and_no_fines"}}


@pytest.mark.parametrize(
    ("job", "asks", "update", "expected"),
    [
        (job(DELETES), False, "full", True),
        (job(DELETES), False, "incremental", False),
        (job({"active": {"inactivate_after_days": 14}}), False, "full", False),
        (job({"inactive": {"delete_after_days": 365, "delete_if": "regardless"}}), False, "full", False),
        (job({"active": {"delete_graduated_seniors": True}}), False, "full", True),
        (job(None), False, "full", False),
        (job(None), True, "incremental", True),
        (job(None, options={"delete_patrons_with_transactions": True}), True, "incremental", False),
    ],
)
def test_circulation_is_read_only_when_something_asks_about_it(job: Job, asks: bool, update: Any, expected: bool) -> None:
    assert circulation.wanted(job, asks_to_delete=asks, update=update) is expected


def test_the_keys_of_before_the_load_count_like_those_after(read: Read) -> None:
    columns = BY_BARCODE | {"site": "School"}
    text = "School,Barcode,ItemsOut,FinesDue\nJMS,A1,2,5.00\nLHS,A2,1,0\n"

    _, found, _ = read(text, columns=columns, moved=[(0, ("0123", "JMS", "A1"))])

    assert found == {"0123": (2, 500, True), "0124": (1, 0, True)}


def test_a_key_that_one_patron_leaves_and_another_gets_is_nobodys_for_certain(read: Read) -> None:
    columns = BY_BARCODE | {"site": "School"}
    text = "School,Barcode,ItemsOut,FinesDue\nLHS,A1,0,0\nLHS,A2,3,0\nJMS,A3,1,0\n"

    _, found, _ = read(text, columns=columns, moved=[(0, ("0123", "LHS", "A2")), (1, ("0124", "LHS", "A1"))])

    assert {key: known for key, (_, _, known) in found.items()} == {"0123": False, "0124": False, "0126": True}
