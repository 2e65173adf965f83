"""How a command ends: exit codes, one error in one piece, nothing private in what is shown or kept."""

import json
import os
import pty
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

# A command line with one more command, `fail`, that ends in the way its argument says.
PROGRAM = """
import sys, time, types, typer
from patronctl.cli import main as cli
from patronctl.cli.common import command_app
from patronctl.domain.errors import BlockedError, FeedError

module = types.ModuleType("patronctl.cli.fail")
module.app = command_app()

@module.app.command()
def fail(how: str, state: str = ""):
    secret = "hunter2"
    if how == "blocked":
        raise BlockedError("too many deletions", hint="look at the plan")
    if how == "feed":
        raise FeedError("no file")
    if how == "crash":
        raise ValueError(f"cannot convert {secret!r} to a number")
    if how == "wait":
        try:
            print("ready", flush=True)
            time.sleep(30)
        finally:
            print("cleaned up", flush=True)

sys.modules["patronctl.cli.fail"] = module
cli.COMMANDS = (*cli.COMMANDS, "fail")
sys.argv[0] = "patronctl"
cli.main()
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, timeout=60, env={**os.environ, **environment}
    )


@pytest.mark.parametrize(("how", "code"), [("blocked", 3), ("feed", 5), ("nothing", 0)])
def test_each_kind_of_error_has_its_exit_code(how: str, code: int) -> None:
    assert run("fail", how).returncode == code


def test_an_error_is_shown_once_on_standard_error_with_its_hint() -> None:
    done = run("fail", "blocked")

    assert done.stdout == ""
    assert done.stderr == "error: too many deletions\nhint: look at the plan\n"


def test_a_command_that_does_not_exist_is_a_usage_error() -> None:
    done = run("valdate")

    assert done.returncode == 2
    assert "No such command 'valdate'" in done.stderr


def test_a_crash_says_where_its_traceback_lies_and_keeps_no_value(tmp_path: Path) -> None:
    done = run("fail", "crash", "--state", str(tmp_path))

    (report,) = (tmp_path / "logs").iterdir()
    assert done.returncode == 1
    assert str(report) in done.stderr
    assert "hunter2" not in done.stderr + report.read_text()
    assert "ValueError: cannot convert '…' to a number" in report.read_text()
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_cleans_up_and_is_told_from_a_failure(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "fail", "wait"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert out == "cleaned up\n"
    assert err == "interrupted\n"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "jobs" / "lincoln"
    folder.mkdir(parents=True)
    (folder / "district.yaml").write_text("name: lincoln\ntitel: Lincoln\n")
    return tmp_path


def test_validate_ends_with_2_and_counts(broken: Path) -> None:
    done = run("validate", "--workspace", str(broken))

    assert done.returncode == 2
    assert done.stdout.splitlines()[-1] == "1 file, 7 errors, 0 warnings"
    assert "\x1b" not in done.stdout


def test_validate_speaks_json(broken: Path) -> None:
    done = run("validate", "--workspace", str(broken), "--format", "json")

    told = json.loads(done.stdout)
    assert (done.returncode, told["format_version"], told["valid"], told["errors"]) == (2, 1, False, 7)
    assert {"file", "line", "column", "message", "hint", "severity"} <= set(told["problems"][0])


def test_validate_looks_at_the_paths_it_is_given(broken: Path, repository: Path) -> None:
    other = broken / "jobs" / "adams"
    other.mkdir()
    (other / "district.yaml").write_text((repository / "jobs/lincoln/district.yaml").read_text().replace("name: lincoln", "name: adams"))

    assert run("validate", "--workspace", str(broken), str(other)).returncode == 0
    assert run("validate", "--workspace", str(broken), str(other / "none.yaml")).returncode == 2


@pytest.mark.parametrize(
    ("environment", "colors"), [({"TERM": "xterm", "NO_COLOR": ""}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False)]
)
def test_colors_are_for_terminals_and_NO_COLOR_switches_them_off(environment: dict[str, str], colors: bool, broken: Path) -> None:  # noqa: N802
    ours, theirs = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "patronctl", "validate", "--workspace", str(broken)],
        stdout=theirs,
        timeout=60,
        env={**os.environ, **environment},
        check=False,
    )
    os.close(theirs)
    shown = os.read(ours, 100_000)
    os.close(ours)

    assert (b"\x1b[31;1merror" in shown) is colors
