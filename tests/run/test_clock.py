"""A clock far ahead is refused before it locks a district, and there is a way back where one did."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.reports.workspace import JOB, a_workspace


def run(root: Path, *arguments: str) -> tuple[int, str]:
    places = ("--workspace", str(root), "--state", str(root / "state"), "--format", "json")
    done = subprocess.run(
        [sys.executable, "-m", "patronctl", "run", JOB, "--full", *arguments, *places], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout or done.stderr


def test_a_future_clock_needs_a_reason_and_the_way_back_is_open(tmp_path: Path) -> None:
    a_workspace(tmp_path)
    far = f"{datetime.now(UTC) + timedelta(days=800):%Y-%m-%d %H:%M}"

    code, said = run(tmp_path, "--as-of", far)
    assert (code, "more than a day ahead" in said, "--reason" in said) == (2, True, True)
    assert run(tmp_path, "--as-of", far, "--yes")[0] == 2
    assert run(tmp_path, "--as-of", far, "--dry-run")[0] == 0
    code, said = run(tmp_path, "--as-of", far, "--yes", "--reason", "rehearsal of the year 2029")
    locked = json.loads(said)
    assert (code, locked["reason"]) == (0, "rehearsal of the year 2029")

    code, said = run(tmp_path)
    refused = json.loads(said)
    assert locked["run_id"] in refused["failure"]["message"]
    assert "--yes --reason" in refused["failure"]["hint"]

    code, said = run(tmp_path, "--yes", "--reason", "that clock was wrong")
    back = json.loads(said)
    assert (code, back["outcome"], back["counters"]["inactivated"], back["counters"]["deleted"]) == (0, "succeeded", 0, 0)
    assert any("set back" in note for note in back["notes"])
    assert run(tmp_path)[0] == 0
