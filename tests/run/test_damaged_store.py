"""A store that can't be read says so in its own words, and there is a way back: the copy of the last good run."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from patronctl.config.workspace import load
from patronctl.domain.errors import AlreadyRunningError, PatronctlError, StoreError
from patronctl.domain.run_record import RunRecord
from patronctl.review.explain import explain
from patronctl.review.patrons import list_patrons
from patronctl.store import schema
from patronctl.store.connection import open_store
from patronctl.store.copies import good_copy, wal_of
from patronctl.store.damage import newest_format
from patronctl.store.soundness import is_damaged, read_all
from patronctl.update.context import RunOptions
from patronctl.update.restore import check_store, restore_store
from patronctl.update.run import run
from tests.repository.checkout import ROOT
from tests.run.conftest import District

FIELDS = {"site": "Site", "barcode": "Card", "district_id": "Number", "last_name": "Last", "nickname": "Nick"}


@pytest.fixture
def north(district: District) -> District:
    district.configure(FIELDS, job="gates: {same_as_last_time: skip}\n")
    district.feed("Site Card Number Last Nick", *(f"01|C{n}|{n}|Oh{n}|" for n in range(3000)))
    district.run()
    return district


def store_of(district: District) -> Path:
    return district.places.store("north")


def run_now(district: District) -> RunRecord:
    district.feed("Site Card Number Last Nick", *(f"01|C{n}|{n}|Oh{n}|New{n}" for n in range(3000)))
    return run(load(district.root).job("north-students"), RunOptions("full"), district.places)


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)


def in_a_block_of_patrons(store: Path) -> None:
    """The names are long gone from the head of the file: opening works, reading doesn't."""
    data = store.read_bytes()
    for at in range(len(data) - 100, 12288, -4096):
        flip(store, at)
        if is_damaged(store):
            return
        flip(store, at)
    raise AssertionError("nothing that is read lies in the file")


def in_the_log(store: Path) -> None:
    log = _log_of_a_killed_load(store)
    wal_of(store).write_bytes(log)
    flip(wal_of(store), len(log) // 2)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "a flipped bit": in_a_block_of_patrons,
    "a head of zeros": lambda store: store.write_bytes(bytes(4096) + store.read_bytes()[4096:]) and None,
    "cut off": lambda store: os.truncate(store, 5000),
    "empty": lambda store: store.write_bytes(b"") and None,
    "no database, but a page about locks and blocks": lambda store: store.write_text("lock " * 5000) and None,
    "a flipped bit in the log": lambda store: in_the_log(store),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_command_says_that_the_store_is_damaged_and_how_to_go_back(north: District, tmp_path: Path, damage: str) -> None:
    store = store_of(north)
    DAMAGES[damage](store)
    record = run_now(north)

    assert record.failure
    assert (record.outcome, record.failure.code) == ("failed", "store_damaged"), record.failure
    assert "patronctl store restore north" in record.failure.hint
    assert "in use" not in record.failure.message
    for ask in (
        lambda: explain(north.places, "north-students", "7", None),
        lambda: list_patrons(north.places, "north", "csv", tmp_path / "out.csv"),
    ):
        with pytest.raises(StoreError) as caught:
            ask()
        assert caught.value.code == "store_damaged"
    found = check_store(north.places, "north")
    assert (found.store.state, found.good_copy.state, found.good_copy.patrons) == ("damaged", "sound", 3000)
    assert "patronctl store restore north" in found.hint

    done = restore_store(north.places, "north")

    assert (done.store.state, done.store.patrons, done.runs_lost) == ("sound", 3000, [])
    assert all(Path(path).exists() for path in done.set_aside)
    again = run_now(north)
    assert (again.outcome, again.counters.updated) == ("succeeded", 3000)


def test_what_was_loaded_after_the_copy_is_named_and_loaded_again_by_the_next_run(north: District) -> None:
    store, kept = store_of(north), store_of(north).with_name("older")
    shutil.copy(good_copy(store), kept)
    later = run_now(north)
    with pytest.raises(PatronctlError, match="is sound") as caught:
        restore_store(north.places, "north")
    done = restore_store(north.places, "north", source=kept, sure=True)

    assert "--yes" in caught.value.hint
    assert done.runs_lost == [later.run_id]
    assert run_now(north).counters.updated == 3000  # and not: the source is unchanged


def test_a_damaged_copy_is_never_put_back_and_a_missing_one_is_explained(north: District) -> None:
    store = store_of(north)
    before = store.read_bytes()
    in_a_block_of_patrons(good_copy(store))
    with pytest.raises(StoreError, match="damaged"):
        restore_store(north.places, "north", sure=True)
    good_copy(store).unlink()
    with pytest.raises(StoreError, match="no copy") as caught:
        restore_store(north.places, "north", sure=True)

    assert store.read_bytes() == before
    assert "--from" in caught.value.hint


@pytest.mark.slow
def test_two_hundred_damages_are_damage_or_nothing_at_all_and_never_somebody_elses_lock(north: District) -> None:
    """Bits, zeros, cuts and junk at random places of the store and of its log."""
    store, chance = store_of(north), random.Random(20261125)
    sound, log = store.read_bytes(), _log_of_a_killed_load(store)
    verdicts = set()
    for number in range(200):
        part = store if number % 2 else wal_of(store)
        data = bytearray(sound if number % 2 else log)
        at = chance.randrange(len(data))
        match number // 2 % 4:
            case 0:
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                data[at : at + 3000] = bytes(len(data[at : at + 3000]))
            case 2:
                del data[at:]
            case 3:
                data[at:at] = chance.randbytes(500)
        store.write_bytes(sound)
        wal_of(store).unlink(missing_ok=True)
        part.write_bytes(data)
        try:
            assert read_all(store)["patron"] in (3000, 0)
            verdicts.add("sound")
        except AlreadyRunningError:
            verdicts.add("in use")
        except StoreError as error:
            verdicts.add(error.code)

    assert verdicts <= {"sound", "store_damaged", "store_newer"}
    assert {"sound", "store_damaged"} <= verdicts


def _log_of_a_killed_load(store: Path) -> bytes:
    code = (
        "import duckdb, os; c = duckdb.connect(':memory:'); "
        f"c.execute(\"ATTACH '{store}' AS store\"); c.execute(\"UPDATE store.patron SET last_name = 'x'\"); os._exit(0)"
    )
    copied = store.read_bytes()
    subprocess.run([sys.executable, "-c", code], check=True)
    log = wal_of(store).read_bytes()
    wal_of(store).unlink()
    store.write_bytes(copied)
    return log


def test_a_load_that_was_killed_before_it_came_into_the_store_is_there_and_a_torn_one_is_not(north: District) -> None:
    store = store_of(north)
    log = _log_of_a_killed_load(store)
    wal_of(store).write_bytes(log[: len(log) // 2])
    torn = north.rows("SELECT count(DISTINCT last_name) FROM store.patron")
    wal_of(store).write_bytes(log)
    whole = north.rows("SELECT count(DISTINCT last_name) FROM store.patron")

    assert (torn, whole) == ([(3000,)], [(1,)])


def test_a_store_of_a_newer_patronctl_or_a_newer_duckdb_says_so(north: District) -> None:
    store = store_of(north)
    with open_store(store) as door:
        door.run("store/set_version.sql", version=schema.VERSION + 1)
    newer = run_now(north)
    data = bytearray(good_copy(store).read_bytes())
    data[12:20] = (newest_format() + 50).to_bytes(8, "little")
    store.write_bytes(data)
    newest = run_now(north)

    assert newer.failure
    assert newest.failure
    assert "newer patronctl" in newer.failure.message
    assert ("newer version of DuckDB" in newest.failure.message, newest.failure.code) == (True, "store_newer")


@pytest.mark.slow
def test_the_commands(north: District) -> None:
    def patronctl(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PATRONCTL_STATE": str(north.places.state)}
        return subprocess.run([sys.executable, "-m", "patronctl", *arguments], cwd=ROOT, env=environment, text=True, capture_output=True)

    sound = patronctl("store", "check", "north")
    in_a_block_of_patrons(store_of(north))
    damaged = patronctl("store", "check", "north", "--format", "json")
    restored = patronctl("store", "restore", "north")
    nobody = patronctl("store", "check", "nowhere")

    assert (sound.returncode, "sound" in sound.stdout) == (0, True)
    assert (damaged.returncode, json.loads(damaged.stdout)["store"]["state"]) == (1, "damaged")
    assert (restored.returncode, "is restored" in restored.stdout) == (0, True)
    assert (nobody.returncode, "no patron store" in nobody.stderr) == (1, True)


def test_no_copy_is_kept_where_the_disk_has_no_room_and_the_run_says_so(north: District, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(north.root)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    record = run_now(north)

    assert record.outcome == "succeeded"
    assert any("No copy of the patron store was kept" in note for note in record.notes)
