"""Applying a hundred jobs reads the configuration once, and waits for the disk once it has written everything."""

import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from patronctl.cli.main import app
from patronctl.timers import make_plan, unit_files

ROOT = Path(__file__).parents[2]
JOBS = 40


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "jobs", tmp_path / "jobs")
    folder = tmp_path / "jobs" / "lincoln"
    text = (folder / "students.yaml").read_text()
    for number in range(JOBS):
        job = text.replace("lincoln-students", f"lincoln-{number}").split("inactivation:")[0]
        (folder / f"job{number}.yaml").write_text(job)
    (folder / "students.yaml").unlink()
    return tmp_path


def apply(workspace: Path) -> str:
    options = ["--workspace", str(workspace), "--state", str(workspace / "state"), "--unit-dir", str(workspace / "units")]
    done = CliRunner().invoke(app, ["apply", "--yes", *options])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_configuration_is_read_once_and_everything_is_written_before_the_disk_is_waited_for(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    load, fsync, rename = make_plan.load, os.fsync, os.rename
    monkeypatch.setattr(make_plan, "load", lambda *given: happened.append("load") or load(*given))
    monkeypatch.setattr(os, "fsync", lambda handle: happened.append("fsync") or fsync(handle))
    monkeypatch.setattr(os, "rename", lambda *given, **named: happened.append("rename") or rename(*given, **named))

    apply(workspace)

    units = len([*(workspace / "units").iterdir()])
    assert units >= 3 * JOBS
    assert happened == ["load", *["fsync"] * units, *["rename"] * units, "fsync"]
    assert "Applied" not in apply(workspace), "a second time there is nothing to do"


def test_what_is_stopped_on_its_way_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one").write_text("old")
    rename, renamed = os.rename, []

    def only_one(*given: object, **named: object) -> None:
        if renamed:
            raise OSError(28, "No space left on device")
        renamed.append(given)
        rename(*given, **named)

    monkeypatch.setattr(os, "rename", only_one)

    with pytest.raises(OSError, match="No space left"):
        unit_files.write(tmp_path, {"one": "new", "two": "new"})

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"one": "new"}
