"""`patronctl check`: step by step, changes nothing, shows no personal value unless asked to."""

import json
import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from patronctl.cli.main import app
from tests.harness.sshd import SftpServer


@pytest.fixture
def workspace(tmp_path: Path, repository: Path) -> Path:
    for name in ("jobs", "feeds"):
        shutil.copytree(repository / name, tmp_path / name)
    return tmp_path


def check(workspace: Path, *options: str) -> tuple[int, str]:
    places = ("--workspace", str(workspace), "--state", str(workspace / "state"))
    done = CliRunner().invoke(app, ["check", "lincoln-students", *places, *options], env={"COLUMNS": "200"})
    return done.exit_code, done.output


def report(workspace: Path, *options: str) -> tuple[int, dict]:
    code, output = check(workspace, "--format", "json", *options)
    return code, json.loads(output)


def change_source(workspace: Path, **changes: object) -> None:
    path = workspace / "jobs/lincoln/students.yaml"
    content = YAML().load(path)
    content["source"] = {key: value for key, value in (dict(content["source"]) | changes).items() if value is not None}
    YAML().dump(content, path)


def test_a_job_that_is_ready_passes_every_step(workspace: Path) -> None:
    code, found = report(workspace)

    assert code == 0
    assert [step["name"] for step in found["steps"] if step["source"] == "feed"] == [
        "folder",
        "file",
        "gates",
        "first records",
        "header",
        "conversion",
    ]
    assert [step["name"] for step in found["steps"] if step["source"] == "circulation"] == ["folder", "file", "first records", "header"]
    assert all(step["passed"] and step["seconds"] >= 0 for step in found["steps"])


def test_nothing_is_changed(workspace: Path) -> None:
    before = sorted((path, path.stat().st_mtime_ns) for path in workspace.rglob("*"))

    check(workspace)

    assert sorted((path, path.stat().st_mtime_ns) for path in workspace.rglob("*")) == before


def test_personal_values_are_masked_unless_asked_for(workspace: Path) -> None:
    _, masked = report(workspace)
    _, shown = report(workspace, "--show-values")

    assert (masked["sample"][0]["last_name"], masked["sample"][0]["district_id"]) == ("xxxxx", "999999")
    assert (shown["sample"][0]["last_name"], shown["sample"][0]["district_id"]) == ("Muñoz", "004200")
    assert masked["sample"][0]["site"] == shown["sample"][0]["site"] == "WES"
    assert "password" not in shown["sample"][0]


def test_the_failing_step_is_named_and_the_circulation_is_checked_all_the_same(workspace: Path) -> None:
    (workspace / "feeds/students.csv").rename(workspace / "feeds/Students.csv")

    code, found = report(workspace)

    assert (code, found["failed_step"]) == (5, "feed: file")
    assert found["steps"][1]["hint"] == "There is Students.csv: names are case-sensitive."
    assert found["steps"][-1]["source"] == "circulation"
    assert found["steps"][-1]["passed"]


def test_a_circulation_file_that_is_missing_fails(workspace: Path) -> None:
    (workspace / "feeds/circulation.csv").unlink()

    code, found = report(workspace)

    assert (code, found["failed_step"]) == (5, "circulation: file")


def test_a_header_without_a_needed_column_fails(workspace: Path) -> None:
    path = workspace / "feeds/students.csv"
    path.write_bytes(path.read_bytes().replace(b"Homeroom", b"HomeRoom", 1))

    code, text = check(workspace)

    assert code == 5
    assert "did you mean 'HomeRoom'?" in text
    assert "lincoln-students can't run: feed: header failed. Nothing was changed." in text


@pytest.mark.system
def test_a_server_is_checked_step_by_step(workspace: Path, sftp_server: SftpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFTP_PASSWORD", sftp_server.password)
    sftp_server.put("outgoing/students.csv", (workspace / "feeds/students.csv").read_bytes())
    server = {"type": "sftp", "host": sftp_server.host, "port": sftp_server.port, "username": sftp_server.user, "folder": "outgoing"}
    change_source(workspace, **server, host_key=sftp_server.fingerprint, password={"env": "SFTP_PASSWORD"})

    code, found = report(workspace)

    assert code == 0
    steps = {step["name"]: step["detail"] for step in found["steps"] if step["source"] == "feed"}
    assert list(steps)[:5] == ["name resolves", "port answers", "host key", "login", "folder"]
    assert sftp_server.fingerprint in steps["host key"]
    assert steps["login"] == f"{sftp_server.user} by password"


@pytest.mark.system
def test_a_secret_that_is_not_there_fails_at_the_login(workspace: Path, sftp_server: SftpServer) -> None:
    server = {"type": "sftp", "host": sftp_server.host, "port": sftp_server.port, "username": sftp_server.user, "folder": "."}
    change_source(workspace, **server, host_key=sftp_server.fingerprint, password={"env": "NOT_SET_ANYWHERE"})

    code, found = report(workspace)

    assert (code, found["failed_step"]) == (5, "feed: login")
    assert "NOT_SET_ANYWHERE" in found["steps"][3]["detail"]
