import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from patronctl.places import Places
from tests.reports.fixtures import a_failed_record, a_record, a_run


@pytest.fixture
def places(tmp_path: Path, repository: Path) -> Places:
    return Places(repository, tmp_path / "state")


def status(places: Places, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "patronctl", "status", "--workspace", str(places.workspace), "--state", str(places.state), *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"COLUMNS": "100", "PATH": "/usr/bin:/bin"}, cwd=places.workspace
    )
    return done.returncode, done.stdout + done.stderr


def test_a_job_that_has_never_run_is_no_healthy_job(places: Places):
    code, output = status(places)

    assert code == 1
    assert "lincoln-students has never run" in output
    assert "patronctl apply" in output


def test_a_job_that_ran_just_now_is_healthy_for_people_and_for_programs(places: Places):
    a_run(places, a_record(started=datetime.now(UTC)))

    assert status(places)[0] == 0
    code, output = status(places, "--job", "lincoln-students", "--format", "json")
    told = json.loads(output)
    assert (code, told["healthy"], told["jobs"][0]["state"], told["jobs"][0]["missed"]) == (0, True, "healthy", [])


def test_why_the_last_run_failed_is_said(places: Places):
    a_run(places, a_failed_record(started=datetime.now(UTC) - timedelta(minutes=1)))

    code, output = status(places)

    assert code == 1
    assert "There is no file students.csv in feeds." in output
    assert "hint: Was the export run?" in output
