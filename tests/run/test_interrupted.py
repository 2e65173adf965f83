"""Ctrl-C and SIGTERM at any moment: exit code 130, one word, a record that says so, and the store as before or as after."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from patronctl.store import run_folder
from patronctl.update import run as pipeline
from tests.harness.stops import StoppedWhenItCommits
from tests.repository.checkout import ROOT
from tests.run.conftest import District

pytestmark = pytest.mark.slow


def patronctl(*arguments: str, place: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PATRONCTL_WORKSPACE": str(ROOT), "PATRONCTL_STATE": str(place)}
    command = [sys.executable, "-m", "patronctl", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def outcomes(place: Path) -> list[str]:
    texts = [path.read_text() for path in sorted(place.glob("districts/*/runs/*/run.json"))]
    return [text.partition('"outcome":')[2].split('"')[1] for text in texts]


def test_a_run_that_ends_well_says_nothing_but_its_log(tmp_path: Path):
    run = patronctl("run", "lincoln-students", "--full", place=tmp_path)
    _, errors = run.communicate(timeout=60)

    assert run.returncode == 0
    assert [line for line in errors.splitlines() if not line.startswith("{")] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("tenths", [5, 8, 11])
def test_a_stopped_run_says_so_and_the_next_one_works(tmp_path: Path, tenths: int, number: signal.Signals):
    stopped = patronctl("run", "lincoln-students", "--full", place=tmp_path)
    time.sleep(tenths / 10)  # any moment will do: before the run, in a statement, or after the end
    stopped.send_signal(number)
    _, errors = stopped.communicate(timeout=60)

    again = patronctl("run", "lincoln-students", "--full", place=tmp_path)
    again.communicate(timeout=60)

    if stopped.returncode not in {0, -number}:  # ended before the signal, or not yet in our hands
        assert (stopped.returncode, errors.splitlines()[-1]) == (130, "interrupted"), errors
        # A run that had ended, and was only being reported, stays what it was.
        assert set(outcomes(tmp_path)[:-1]) <= {"canceled", "succeeded"}
    assert again.returncode == 0
    assert outcomes(tmp_path)[-1] == "succeeded"


def test_a_run_that_is_stopped_while_it_commits_says_that_its_changes_are_loaded(district: District, monkeypatch):
    opened = pipeline.open_store

    def stopped(*places, **settings):
        door = opened(*places, **settings)
        door.connection = StoppedWhenItCommits(door.connection, signal.SIGINT)
        return door

    district.configure({"site": "Site", "barcode": "Card", "district_id": "Number", "last_name": "Last"})
    district.feed("Site Card Number Last", "01|C1|1|Oh")
    monkeypatch.setattr(pipeline, "open_store", stopped)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may ignore it

    with pytest.raises(KeyboardInterrupt):
        district.run()

    signal.signal(signal.SIGINT, before)

    (run,) = run_folder.of_district(district.places, "north")
    assert (run.record.outcome, run.record.store_changed) == ("canceled", True)
    assert district.rows("SELECT last_name FROM store.patron") == [("Oh",)]
