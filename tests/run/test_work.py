"""How much a tiny run does, counted: what grows here was made to on purpose, and its number changed with it. Never a time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from patronctl.store.connection import Door
from tests.run.conftest import District

HEADER = "Site Card Number Last Room"
FIELDS = {"site": "Site", "barcode": "Card", "district_id": "Number", "last_name": "Last", "homeroom": "Room"}
STATEMENTS = 131
TEMPLATES = 89
SYNCS = 7
MODULES = 657 if duckdb.__version__.startswith("2.") else 642
ROW_GROUPS = 6


@pytest.fixture
def night(district: District, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """What the second night of a tiny district did."""
    district.configure(FIELDS)
    district.feed(HEADER, *(f"01|C{number}|{number}|Oh|1" for number in range(30)))
    district.run()
    district.feed(HEADER, *(f"01|C{number}|{number}|Oh|{2 if number == 7 else 1}" for number in range(30)))
    counted = {"statements": 0, "templates": 0, "syncs": 0}
    answer, execute, fsync = Door._answer, Door._execute, os.fsync

    def count(what: str, call, *given):
        counted[what] += 1
        return call(*given)

    monkeypatch.setattr(Door, "_answer", lambda door, *given: count("statements", answer, door, *given))
    monkeypatch.setattr(Door, "_execute", lambda door, *given: count("templates", execute, door, *given))
    monkeypatch.setattr(os, "fsync", lambda handle: count("syncs", fsync, handle))
    assert district.run().counters.updated == 1
    return counted


def test_a_second_night_runs_no_more_statements_and_waits_for_the_disk_no_more_often(night: dict[str, int]) -> None:
    assert night["statements"] <= STATEMENTS
    assert night["templates"] <= TEMPLATES
    assert night["syncs"] <= SYNCS


def test_a_store_of_a_few_nights_has_few_row_groups(district: District, night: dict[str, int]) -> None:
    with duckdb.connect(district.places.store("north"), read_only=True) as store:
        names = [name for (name,) in store.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        groups = [store.execute(f"SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('{name}')").fetchone() for name in names]

    assert sum(count for (count,) in groups) <= ROW_GROUPS


def test_a_run_searches_for_no_library_that_it_does_not_use(tmp_path: Path) -> None:
    ask = "import sys, json; import patronctl.update.job, patronctl.views.forms\n"
    ask += "print(json.dumps([len([*filter(None, sys.modules.values())]), sys.modules['pandas'] is None]))"
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True, timeout=60, cwd=Path(__file__).parents[2]
    )
    modules, told = json.loads(done.stdout)

    assert told
    assert modules <= MODULES
