import os
import subprocess
from pathlib import Path

import pytest

from patronctl.domain.errors import PatronctlError
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.store.process import identity_of, is_alive, own_identity
from tests.reports.fixtures import a_record, a_run


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "workspace", tmp_path / "state")


def test_runs_are_listed_newest_first_over_all_districts(places: Places) -> None:
    a_run(places, a_record(run_id="20261101T023000Z-a-1111", district="lincoln"))
    a_run(places, a_record(run_id="20261103T023000Z-b-2222", district="oak"))
    a_run(places, a_record(run_id="20261102T023000Z-a-3333", district="lincoln"))

    assert [run.record.run_id for run in run_folder.every(places)] == [
        "20261103T023000Z-b-2222",
        "20261102T023000Z-a-3333",
        "20261101T023000Z-a-1111",
    ]


def test_a_run_is_found_by_the_beginning_of_its_identifier_and_by_latest(places: Places) -> None:
    for run_id in ("20261101T023000Z-a-1111", "20261102T023000Z-a-3333"):
        a_run(places, a_record(run_id=run_id))

    assert run_folder.find(places, "20261101").record.run_id == "20261101T023000Z-a-1111"
    assert run_folder.find(places, "latest").record.run_id == "20261102T023000Z-a-3333"
    with pytest.raises(PatronctlError, match="the beginning of 2 runs"):
        run_folder.find(places, "202611")
    with pytest.raises(PatronctlError, match="there is no run 2025"):
        run_folder.find(places, "2025")


def test_a_run_whose_process_is_gone_was_interrupted(places: Places) -> None:
    child = subprocess.Popen(["/bin/sleep", "60"])
    alive = a_run(places, a_record(outcome="running", pid=child.pid, process=identity_of(child.pid)))
    assert run_folder.read(alive).record.outcome == "running"

    child.kill()
    child.wait()

    assert run_folder.read(alive).record.outcome == "interrupted"


def test_another_process_with_the_number_is_not_the_run(places: Places) -> None:
    assert is_alive(os.getpid(), own_identity())
    assert not is_alive(os.getpid(), own_identity() + "1")
    assert not is_alive(os.getpid(), "")


def test_a_record_that_is_not_understood_hides_no_other(places: Places) -> None:
    folder = a_run(places, a_record(run_id="20261101T023000Z-a-1111"))
    broken = folder.with_name("20261102T023000Z-a-2222")
    broken.mkdir()
    (broken / "run.json").write_text("{")

    assert [run.record.run_id for run in run_folder.every(places)] == ["20261101T023000Z-a-1111"]
