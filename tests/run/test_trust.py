"""Killed at any instant, run twice at once, asked for yesterday: nothing lost, nothing half done."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from patronctl.config.workspace import load
from patronctl.domain.errors import AlreadyRunningError
from patronctl.places import Places
from patronctl.store.connection import open_store
from patronctl.store.lock import district_lock
from patronctl.update.context import RunOptions
from patronctl.update.run import run
from tests.run.conftest import District, Lincoln

FIELDS = {"site": "Site", "barcode": "Id", "district_id": "Id", "last_name": "Last", "first_name": "First", "homeroom": "Room"}
TABLES = ("patron", "sighting", "history", "job_state", "load")
INSTANTS = 20


def digest(places: Places) -> list[tuple[Any, ...]]:
    """The whole store as one number a table; times and names of runs left out, which differ from run to run."""
    with open_store(places.store("north")) as door:
        return [
            door.connection.execute(
                f"SELECT count(*), bit_xor(hash(t)) FROM (SELECT columns(lambda c: c NOT LIKE '%\\_at' ESCAPE '\\' AND c NOT IN "
                f"('run_id', 'last_run_id', 'first_seen', 'seen_until', 'digest')) FROM store.{table}) AS t"
            ).fetchall()[0]
            for table in TABLES
        ]


def command(district: District, *more: str) -> list[str]:
    where = ["--workspace", str(district.root), "--state", str(district.places.state)]
    return [sys.executable, "-m", "patronctl", "run", "north-students", *where, *more]


@pytest.mark.slow
def test_a_run_killed_at_any_instant_leaves_the_old_store_or_the_new_one(district: District) -> None:
    district.configure(FIELDS)
    people = [(str(number), "01", f"Name {number}", "Al", "1") for number in range(20_000)]
    district.feed("Id Site Last First Room", *people)
    district.run()
    old = digest(district.places)
    kept = shutil.copytree(district.places.state, district.root / "kept")
    changed = [(*row[:4], "2") for row in people[:15_000]] + [(f"new {row[0]}", *row[1:]) for row in people[:5_000]]
    district.feed("Id Site Last First Room", *changed)
    begun = time.monotonic()
    subprocess.run(command(district), check=True, capture_output=True)
    whole = time.monotonic() - begun
    new = digest(district.places)
    seen = []

    for instant in sorted(random.Random(7).uniform(0.4, 1.05) for _ in range(INSTANTS)):
        shutil.rmtree(district.places.state)
        shutil.copytree(kept, district.places.state)
        process = subprocess.Popen(command(district), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * instant)
        process.send_signal(signal.SIGKILL)
        process.wait()
        seen.append(digest(district.places))
        assert seen[-1] in (old, new)
    again = subprocess.run(command(district), capture_output=True, text=True)

    assert again.returncode == 0, again.stderr
    assert digest(district.places)[0] == new[0]
    left = [path.name for path in district.places.runs("north").rglob("*") if path.name in ("feed.csv", "scratch")]
    assert left == []


def test_nobody_but_the_owner_can_read_what_a_run_leaves(lincoln: Lincoln) -> None:
    lincoln.run()

    left = [path for path in (lincoln.root / "state").rglob("*") if path.stat().st_mode & 0o077]
    assert left == []


def test_a_second_run_says_who_holds_the_district(lincoln: Lincoln) -> None:
    places = Places(lincoln.root, lincoln.root / "state")
    lincoln.run()

    with district_lock(places.district("lincoln"), "lincoln", "a run of lincoln-staff"), pytest.raises(AlreadyRunningError) as refused:
        lincoln.run()

    assert "a run of lincoln-staff, process" in refused.value.message


def test_a_clock_earlier_than_the_last_load_is_refused(lincoln: Lincoln) -> None:
    first = lincoln.run()
    before = lincoln.patrons()

    late = run(
        load(lincoln.root).job("lincoln-students"),
        RunOptions(as_of=first.as_of.replace(year=2020)),
        Places(lincoln.root, lincoln.root / "state"),
    )

    assert late.failure is not None
    assert (late.outcome, late.failure.exit_code) == ("failed", 2)
    assert "earlier than the last load" in late.failure.message
    assert lincoln.patrons() == before


def test_the_quarantine_can_be_corrected_and_loaded_as_it_is(district: District) -> None:
    district.configure(FIELDS)
    district.feed("Id Site Last First Room", ("1", "99", "=Ng", "+1 (719) 555-0100", "-3"), ("2", "01", "Oh", "@Al", "1"))
    quarantine = district.places.runs("north") / district.run().run_id / "quarantine.csv"
    assert quarantine.read_text().splitlines()[1].startswith("1,99,'=Ng,+1 (719) 555-0100,-3,site_unknown,")

    corrected = district.root / "corrected.csv"
    corrected.write_text(quarantine.read_text().replace(",99,", ",01,"))
    again = district.run(repair=corrected)

    assert (again.counters.added, again.counters.skipped) == (1, 0)
    assert district.patron("1")["last_name"] == "=Ng"


def test_columns_that_only_a_password_is_made_of_are_blank_in_the_quarantine(district: District) -> None:
    district.configure(FIELDS | {"username": "Id", "password": "Secret"})
    district.feed("Id Site Last First Room Secret", ("1", "99", "Ng", "Al", "1", "swordfish-77"))

    record = district.run()

    files = [path for path in district.places.state.rglob("*") if path.is_file()]
    assert (district.places.runs("north") / record.run_id / "quarantine.csv") in files
    assert [path.name for path in files if b"swordfish-77" in path.read_bytes()] == []


def test_a_password_is_kept_as_a_fingerprint_and_its_change_is_seen(district: District) -> None:
    district.configure(FIELDS | {"username": "Id", "password": "Secret"})
    district.feed(
        "Id Site Last First Room Secret", ("1", "01", "Ng", "Al", "1", "swordfish-77"), ("2", "01", "Oh", "Al", "1", "swordfish-77")
    )
    district.run()
    same = district.run()
    prints = [district.patron(number)["password_fingerprint"] for number in "12"]

    district.feed(
        "Id Site Last First Room Secret", ("1", "01", "Ng", "Al", "1", "catfish-88"), ("2", "01", "Oh", "Al", "1", "swordfish-77")
    )
    changed = district.run()

    assert (same.counters.unchanged, changed.counters.updated) == (2, 1)
    assert prints[0] != prints[1]
    assert next((entry["before"], entry["after"]) for entry in district.entries(changed)) == (
        '{"password":"not shown"}',
        '{"password":"changed"}',
    )
    assert [path.name for path in Path(district.places.state).rglob("*") if path.is_file() and b"fish-" in path.read_bytes()] == []
