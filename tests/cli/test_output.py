"""Output that a terminal's encoding can't hold, and folders that lead back to themselves: never a crash."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def workspace(tmp_path: Path, repository: Path) -> Path:
    """The sample district under a name with an accent and an emoji."""
    shutil.copytree(repository / "jobs", tmp_path / "jobs")
    shutil.copytree(repository / "feeds", tmp_path / "feeds")
    district = tmp_path / "jobs" / "lincoln" / "district.yaml"
    district.write_text(district.read_text(encoding="utf-8").replace("Lincoln Unified", "Líncoln 😀 Unified"), encoding="utf-8")
    return tmp_path


def patronctl(*arguments: str, workspace: Path, state: Path | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    places = {"PATRONCTL_WORKSPACE": str(workspace), "PATRONCTL_STATE": str(state or workspace / "state")}
    return subprocess.run(
        [sys.executable, "-m", "patronctl", *arguments], capture_output=True, timeout=60, env={**os.environ, **places, **environment}
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "utf-8", "utf-16", "cp037"])
@pytest.mark.parametrize(
    "command", [("status",), ("properties", "preview", "lincoln-students", "--show-values"), ("plan", "--unit-dir", "/"), ("--help",)]
)
def test_no_encoding_of_the_output_is_too_small(encoding: str, command: tuple[str, ...], workspace: Path) -> None:
    done = patronctl(*command, workspace=workspace, PYTHONIOENCODING=encoding)

    assert done.returncode in (0, 1)
    assert not done.stderr
    assert done.stdout


def test_json_in_a_small_encoding_reads_back_as_it_was(workspace: Path) -> None:
    preview = ("properties", "preview", "lincoln-students", "--show-values", "--rows", "200", "--format", "json")
    small, large = (patronctl(*preview, workspace=workspace, PYTHONIOENCODING=encoding).stdout for encoding in ("iso8859-5", "utf-8"))

    assert small.isascii()
    assert not large.isascii()
    assert json.loads(small) == json.loads(large)


@pytest.mark.parametrize("command", [("validate",), ("status",), ("plan", "--unit-dir", "/tmp"), ("run", "lincoln-students", "--dry-run")])
@pytest.mark.parametrize("which", ["workspace", "state"])
def test_a_folder_that_is_a_link_to_itself_is_told(which: str, command: tuple[str, ...], workspace: Path, tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(tmp_path / "pool")
    (tmp_path / "pool").symlink_to(loop)

    done = patronctl(*command, **({"workspace": loop} if which == "workspace" else {"workspace": workspace, "state": loop}))

    said = (done.stdout + done.stderr).decode()
    assert "Traceback" not in said
    assert "patronctl failed" not in said
    assert done.returncode in ((2,) if which == "workspace" else (0, 1, 2))
    assert which == "state" or "loop" in said
