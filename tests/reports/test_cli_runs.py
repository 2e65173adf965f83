"""`patronctl runs`, as an administrator types it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from patronctl.places import Places
from tests.reports.fixtures import a_failed_record, a_record, a_run

STUDENTS, STAFF = "20261123T023000Z-lincoln-students-a1b2", "20261124T023000Z-lincoln-staff-c3d4"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    places = Places(tmp_path, tmp_path / "state")
    a_run(places, a_record(run_id=STUDENTS))
    a_run(places, a_failed_record(run_id=STAFF, job="lincoln-staff"))
    return places.state


def patronctl(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "patronctl", *arguments, "--state", str(state)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_all_runs_or_those_of_one_job_are_listed(state: Path) -> None:
    assert [STAFF in (listed := patronctl(state, "runs").stdout), STUDENTS in listed] == [True, True]
    assert [STAFF in (listed := patronctl(state, "runs", "lincoln-students").stdout), STUDENTS in listed] == [False, True]


def test_the_list_as_json(state: Path) -> None:
    listed = json.loads(patronctl(state, "runs", "--format", "json").stdout)

    assert [run["run_id"] for run in listed["runs"]] == [STAFF, STUDENTS]


def test_one_run_is_shown_in_every_form(state: Path) -> None:
    assert "1,247 records were read" in patronctl(state, "runs", "show", STUDENTS).stdout
    assert json.loads(patronctl(state, "runs", "show", "20261123", "--format", "json").stdout)["run_id"] == STUDENTS
    assert "| Records read | 1,247 |" in patronctl(state, "runs", "show", STUDENTS, "--format", "markdown").stdout


def test_a_run_that_is_not_there_is_an_error_with_a_hint(state: Path) -> None:
    done = patronctl(state, "runs", "show", "2020")

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "error: there is no run 2020\nhint: see `patronctl runs`\n"
