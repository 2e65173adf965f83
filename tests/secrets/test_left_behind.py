"""Whoever copies a feed and is killed leaves the copy behind; the next start removes it, whatever starts and whoever made it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import patronctl
from patronctl.store import run_folder
from tests.harness.planted import Planted
from tests.harness.proxy import proxied
from tests.harness.sshd import SftpServer
from tests.secrets.test_feed_secrets import HEADER, Workspace

LINES = 150_000


def started(workspace: Workspace, command: str) -> subprocess.Popen[bytes]:
    temporary = workspace.root / "tmp"
    temporary.mkdir(exist_ok=True)
    places = {"PATRONCTL_WORKSPACE": str(workspace.root), "PATRONCTL_STATE": str(workspace.root / "state"), "TMPDIR": str(temporary)}
    environment = {**os.environ, **places, "PYTHONPATH": str(Path(patronctl.__file__).parents[1])}
    command_line = [sys.executable, "-m", "patronctl", *command.split()]
    return subprocess.Popen(command_line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def copies(workspace: Workspace) -> list[Path]:
    """Everything that lies where copies may lie and holds a planted secret in clear."""
    places = [workspace.root / "state", workspace.root / "tmp"]
    return [path for place in places for path in place.rglob("*") if path.is_file() and b"pl4nted" in path.read_bytes()]


def killed_with_a_copy(workspace: Workspace, command: str) -> None:
    """Start a command and kill it as soon as a copy of the feed lies there."""
    running = started(workspace, command)
    deadline = time.monotonic() + 60
    while not copies(workspace):
        assert running.poll() is None, f"{command} ended before it was killed"
        assert time.monotonic() < deadline
    running.kill()
    running.wait()
    assert copies(workspace) != []


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made, planted = Workspace(tmp_path), Planted()
    secret = planted.secret("feed, column pin")
    rows = (f"{number:06},Lee,Ann,101,u{number},{secret}," for number in range(LINES))
    (tmp_path / "feeds" / "students.csv").write_text("\n".join([",".join(HEADER), *rows]) + "\n")
    return made


@pytest.mark.slow
def test_the_next_start_removes_what_a_killed_one_left(workspace: Workspace) -> None:
    commands = ["run students --full --dry-run", "explain students 000001", "properties preview students", "run students --full"]
    for command in commands:
        killed_with_a_copy(workspace, command)
    (workspace.root / "feeds" / "students.csv").write_text(f"{','.join(HEADER)}\n000001,Lee,Ann,101,u1,,\n")

    for command in ("check students", "explain students 000001"):
        started(workspace, command).wait(60)
        assert copies(workspace) == [], command


@pytest.mark.slow
def test_a_copy_that_is_in_use_stays(workspace: Workspace) -> None:
    running = started(workspace, "run students --full --dry-run")
    deadline = time.monotonic() + 60
    while not copies(workspace) and time.monotonic() < deadline:
        assert running.poll() is None
    running.send_signal(signal.SIGSTOP)

    started(workspace, "check students").wait(60)

    assert [path.name for path in copies(workspace)] == ["feed.csv"]
    running.send_signal(signal.SIGCONT)
    assert running.wait(120) == 0
    assert copies(workspace) == []


@pytest.mark.system
@pytest.mark.slow
def test_a_download_that_is_killed_leaves_nothing_after_the_next_start(
    workspace: Workspace, sftp_server: SftpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFTP_PASSWORD", sftp_server.password)
    sftp_server.put("students.csv", (workspace.root / "feeds" / "students.csv").read_bytes())
    server = {"type": "sftp", "host": sftp_server.host, "username": sftp_server.user, "host_key": sftp_server.fingerprint}
    with proxied(sftp_server.port, [1_000_000], stall=True) as proxy:
        source = {**server, "port": proxy.port, "password": {"env": "SFTP_PASSWORD"}, "folder": ".", "file": "students.csv"}
        workspace.write("students", {"name": "students", "properties": "students.properties.yaml", "source": source})
        killed_with_a_copy(workspace, "run students --full")
    assert [path.name for path in copies(workspace)] == ["download.part"]

    started(workspace, "run students --full").wait(60)  # nobody listens any more: it fails, and cleans up all the same

    assert copies(workspace) == []


def test_what_an_earlier_version_left_is_removed_and_records_are_closed(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    (tmp_path / "feeds" / "students.csv").write_text(f"{','.join(HEADER)}\n000001,Lee,Ann,101,u1,,\n")
    assert workspace.run("run students --full").returncode == 0
    runs = tmp_path / "state" / "districts" / "district" / "runs"
    (good,) = runs.iterdir()
    dead, beginning, explained = (
        runs / "20200101T000000Z-students-00000",
        runs / "20200102T000000Z-students-00000",
        runs.parent / "explain-abc",
    )
    record = json.loads((good / "run.json").read_text())
    record |= {"run_id": dead.name, "outcome": "running", "finished": None, "pid": 99_999_999, "process": "x/1"}
    for folder in (dead, beginning, explained, dead / "scratch"):
        folder.mkdir()
    (dead / "run.json").write_text(json.dumps(record))
    names = ("feed.csv", "download", "download.part", "feed.unified", "quarantine.utf8", "scratch/skipped.csv", ".run.json.x1")
    for path in (*(dead / name for name in names), beginning / "feed.csv", explained / "feed.csv"):
        path.write_text("pl4nted")

    assert workspace.run("run students --full").returncode == 0

    assert copies(workspace) == []
    assert {path.name for path in dead.iterdir()} <= run_folder.KEPT
    assert json.loads((dead / "run.json").read_text())["outcome"] == "interrupted"
    assert {path.name for path in good.iterdir()} <= run_folder.KEPT
    assert not explained.exists()
