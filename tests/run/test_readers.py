"""Whoever only reads the store never hinders a run, and no run makes a reader fail."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import mkdtemp

import pytest

from patronctl.config.workspace import load
from patronctl.domain.errors import AlreadyRunningError
from patronctl.review.check import check
from patronctl.review.explain import explain
from patronctl.review.patrons import list_patrons
from patronctl.review.preview import preview
from patronctl.store.connection import open_store
from patronctl.store.copies import snapshot
from patronctl.store.private_copy import private_copy
from patronctl.store.reading import reading
from patronctl.update.context import RunOptions
from patronctl.update.run import run
from tests.repository.checkout import ROOT
from tests.run.conftest import District

FIELDS = {"site": "Site", "barcode": "Card", "district_id": "Number", "last_name": "Last", "nickname": "Nick"}
JOB = "north-students"


@pytest.fixture
def north(district: District) -> District:
    district.configure(FIELDS)
    district.feed("Site Card Number Last Nick", *(f"01|C{n}|{n}|Oh{n}|" for n in range(50)))
    district.run()
    return district


def another_process(store: Path, *, write: bool = False) -> subprocess.Popen[str]:
    """Somebody who looks into the store with DuckDB itself."""
    code = f"import duckdb, time; c = duckdb.connect({str(store)!r}, read_only={not write}); print('open', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "open\n"
    return process


def test_a_run_commits_while_somebody_reads_and_the_reader_sees_one_state(north: District, tmp_path: Path) -> None:
    with reading(north.places.store("north"), tmp_path) as door:
        north.feed("Site Card Number Last Nick", *(f"01|C{n}|{n}|Oh{n}|New{n}" for n in range(50)))
        assert north.run().counters.updated == 50
        assert door.connection.execute("SELECT count(*), count(nickname) FROM store.patron").fetchall() == [(50, 0)]


def test_every_reader_works_while_a_run_has_the_store_open(north: District, tmp_path: Path) -> None:
    north.feed("Site Card Number Last Nick", *(f"01|C{n}|{n}|Oh{n}|" for n in range(50)))
    with open_store(north.places.store("north")):
        explained = explain(north.places, JOB, "7", None)
        previewed = preview(north.places, JOB)
        checked = check(north.places, JOB)
        list_patrons(north.places, "north", "json", tmp_path / "out.json")

    assert explained.patron
    assert explained.patron["district_id"] == "7"
    assert previewed.records == 50
    assert checked.passed
    assert (tmp_path / "out.json").read_text().count("district_id") == 50


def test_a_reader_that_comes_during_a_commit_waits_for_it_and_sees_all_of_it(north: District, tmp_path: Path) -> None:
    store, began = north.places.store("north"), threading.Event()

    def write() -> None:
        with open_store(store) as door, door.transaction():
            door.connection.execute("UPDATE store.patron SET last_name = 'changed'")
            began.set()
            time.sleep(0.3)

    writer = threading.Thread(target=write)
    writer.start()
    began.wait(30)
    with reading(store, Path(mkdtemp(dir=tmp_path))) as door:
        names = door.connection.execute("SELECT DISTINCT last_name FROM store.patron").fetchall()
    writer.join()

    assert names == [("changed",)]


@pytest.mark.slow
def test_readers_and_a_writer_at_once_never_see_half_a_transaction(north: District, tmp_path: Path) -> None:
    """Two columns that every transaction sets alike, and so many rows that DuckDB writes into the store's file while it commits."""
    store, ended, seen = north.places.store("north"), threading.Event(), set()

    def write() -> None:
        for number in range(12):
            with open_store(store) as door:
                for part in range(3):
                    with door.transaction():
                        door.connection.execute(
                            "CREATE OR REPLACE TABLE store.probe AS SELECT i, ? AS a, md5(i::VARCHAR) AS m, ? AS b FROM range(30000) t(i)",
                            [number * 3 + part, number * 3 + part],
                        )
        ended.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not ended.is_set():
        with reading(store, Path(mkdtemp(dir=tmp_path))) as door:
            there = door.connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'probe'").fetchone()
            if there == (1,):
                seen.add(door.connection.execute("SELECT count(DISTINCT m), min(a) = max(b), min(b) = max(a) FROM store.probe").fetchone())
    writer.join()

    assert seen == {(30000, True, True)}


def test_a_run_waits_for_somebody_who_looks_into_the_store_and_says_who_it_is(north: District) -> None:
    other = another_process(north.places.store("north"))
    try:
        with pytest.raises(AlreadyRunningError, match=f"in use by another process, {other.pid}"):
            open_store(north.places.store("north"))
        refused = run(load(north.root).job(JOB), RunOptions("full"), north.places)
        threading.Timer(1, other.kill).start()
        waited = run(load(north.root).job(JOB), RunOptions("full", wait_minutes=1), north.places)
    finally:
        other.kill()
        other.communicate()

    assert refused.failure
    assert (refused.outcome, refused.failure.code, refused.failure.exit_code) == ("failed", "already_running", 6)
    assert waited.outcome == "succeeded"


def test_a_killed_reader_leaves_no_copy_behind_after_the_next_start(north: District) -> None:
    store, state = north.places.store("north"), north.places.state
    killed = os.fork()
    if killed == 0:
        with private_copy(north.places, "patrons", "north") as folder:
            snapshot(store, folder)
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(killed, 0)
    assert len(list(state.rglob("store.duckdb"))) == 2
    north.run()

    assert list(state.rglob("store.duckdb")) == [store]


@pytest.mark.slow
def test_the_commands_read_while_runs_run(tmp_path: Path) -> None:
    """Real processes: readers in a loop beside a night of runs; nobody waits for nobody, and nobody fails."""
    environment = {**os.environ, "PATRONCTL_WORKSPACE": str(ROOT), "PATRONCTL_STATE": str(tmp_path)}

    def patronctl(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "patronctl", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    first = patronctl("run", "lincoln-students", "--full")
    first.communicate(timeout=60)
    assert first.returncode == 0
    someone = patronctl("patrons", "lincoln").communicate(timeout=60)[0].splitlines()[1].split(",")[2]
    commands = [("run", "lincoln-students", "--full"), ("explain", "lincoln-students", someone), ("patrons", "lincoln")]
    processes = [patronctl(*command) for command in commands]
    ended = [(process.communicate(timeout=120)[1], process.returncode) for process in processes]

    assert [code for _, code in ended] == [0, 0, 0], ended
