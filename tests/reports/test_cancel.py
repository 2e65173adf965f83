"""Canceling a run: its very process, and nobody else's."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from patronctl.domain.errors import PatronctlError
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.store.process import identity_of, own_identity
from patronctl.update.cancel import cancel
from tests.reports.fixtures import a_record, a_run
from tests.reports.workspace import JOB, a_workspace

COLUMNS = "SchoolNumber,StudentID,LastName,FirstName,MiddleName,Nickname,Grade,Gender,Homeroom"
MORE = "GradYear,BirthDate,Email,Street,City,Zip,Phone,Enrolled"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path, tmp_path / "state")


def test_a_run_that_has_ended_is_not_canceled(places: Places) -> None:
    run = run_folder.read(a_run(places, a_record()))

    with pytest.raises(PatronctlError, match="is not under way: succeeded"):
        cancel(run)


def test_another_process_with_the_number_is_left_alone(places: Places) -> None:
    bystander = subprocess.Popen(["/bin/sleep", "60"])
    try:
        record = a_record(outcome="running", pid=bystander.pid, process=own_identity() + "0")
        run = run_folder.Run(record, a_run(places, record))

        assert cancel(run).outcome == "interrupted"
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_process_that_does_not_end_is_said(places: Places) -> None:
    stubborn = subprocess.Popen(["/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"], stdout=subprocess.PIPE)
    try:
        stubborn.stdout.readline()
        run = run_folder.read(a_run(places, a_record(outcome="running", pid=stubborn.pid, process=identity_of(stubborn.pid))))

        with pytest.raises(PatronctlError, match="has not ended within 0 seconds"):
            cancel(run, patience=0.3)
    finally:
        stubborn.kill()
        stubborn.wait()
        stubborn.stdout.close()


@pytest.mark.slow
def test_a_run_under_way_ends_cleanly_and_changes_nothing(places: Places) -> None:
    a_workspace(places.workspace)
    with (places.workspace / "feeds" / "students.csv").open("w") as feed:
        feed.write(f"{COLUMNS},{MORE}\r\n")
        feed.writelines(f"101,{n:07},Last{n},First,,,9,F,1,2030,01/02/2012,,1 Main St,Town,1,1,1\r\n" for n in range(400_000))
    environment = {**os.environ, "PATRONCTL_WORKSPACE": str(places.workspace), "PATRONCTL_STATE": str(places.state)}
    running = subprocess.Popen(
        [sys.executable, "-m", "patronctl", "run", JOB, "--full"], env=environment, stderr=subprocess.PIPE, text=True
    )
    line = json.loads(running.stderr.readline())

    done = subprocess.run(
        [sys.executable, "-m", "patronctl", "runs", "cancel", line["run_id"]], env=environment, capture_output=True, text=True
    )

    running.stderr.read()
    running.stderr.close()
    assert (done.returncode, done.stdout) == (0, "Canceled\n")
    assert running.wait(60) == 130
    run = run_folder.find(places, line["run_id"])
    assert (run.record.outcome, run.record.store_changed) == ("canceled", False)
    assert not (run.folder / "feed.csv").exists()
