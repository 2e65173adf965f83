"""A disk that is full, read-only or no folder at all: one clear error, and the next run works once there is room."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.checkout import ROOT


def run_the_sample(state: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATRONCTL_WORKSPACE": str(ROOT), "PATRONCTL_STATE": str(state)}
    command = [sys.executable, "-m", "patronctl", "run", "lincoln-students", "--full"]
    return subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False, timeout=120)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk], check=True)
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.mark.system
def test_a_full_disk_fails_the_run_and_room_lets_the_next_one_work(small_disk: Path):
    full = run_the_sample(small_disk / "state")
    subprocess.run(["mount", "-o", "remount,size=50m", small_disk], check=True)
    again = run_the_sample(small_disk / "state")

    assert full.returncode == 1
    assert "No patron was changed. The disk is full." in full.stdout
    assert (again.returncode, "1,235 added" in again.stdout) == (0, True)


@pytest.mark.system
def test_a_read_only_state_is_named(small_disk: Path):
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)

    refused = run_the_sample(small_disk / "state")

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"error: {small_disk}/state: Read-only file system\nhint: --state")


def test_a_state_that_is_a_file_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")

    refused = run_the_sample(tmp_path / "file" / "state")

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"error: {tmp_path}/file/state: Not a directory\nhint: --state")
