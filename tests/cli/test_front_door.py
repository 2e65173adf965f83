"""What somebody meets who types commands for the first time: names nearly right, options in any order, the tool started anywhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from patronctl.cli.main import COMMANDS


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as `init` makes it."""
    folder = tmp_path_factory.mktemp("front") / "ws"
    done = patronctl("init", str(folder), "--district", "Lincoln", at=folder.parent)
    assert done.returncode == 0, done.stderr
    return folder


def patronctl(*words: str, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    place = {"PATRONCTL_STATE": str(at / "state"), "COLUMNS": "80"}
    told = {name: value for name, value in os.environ.items() if not name.startswith("PATRONCTL_")} | place | environment
    return subprocess.run([sys.executable, "-m", "patronctl", *words], cwd=at, env=told, capture_output=True, text=True, timeout=60)


def test_the_help_names_every_command_in_one_whole_line(workspace: Path) -> None:
    lines = patronctl("--help", at=workspace).stdout.splitlines()

    for name, summary in COMMANDS.items():
        assert f"  {name:<11} {summary}" in lines
    assert "..." not in patronctl("runs", "--help", at=workspace).stdout.split("Commands:")[1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_shown_for_each_shell(shell: str, workspace: Path) -> None:
    # Which shell started us is found out by its process; a test has to name it.
    shown = patronctl("--show-completion", shell, at=workspace, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")

    assert shown.returncode == 0
    assert f"_PATRONCTL_COMPLETE=complete_{shell}" in shown.stdout


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("patronctl ru", "run runs"),
        ("patronctl run lin", "lincoln-students"),
        ("patronctl patrons ", "lincoln"),
        ("patronctl run --ful", "--full"),
    ],
)
def test_commands_options_jobs_and_districts_are_completed(typed: str, completed: str, workspace: Path) -> None:
    asked = {"_PATRONCTL_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}

    assert patronctl(at=workspace, **asked).stdout.split() == completed.split()


@pytest.mark.parametrize(
    ("words", "suggested"),
    [
        ("valdate", "Did you mean validate?"),
        ("run --worksapce x lincoln-students", "Did you mean --workspace?"),
        ("properties perview lincoln-students", "Did you mean preview?"),
        ("notify tset lincoln-students", "Did you mean test?"),
        ("runs shwo", "Did you mean show?"),
        ("runs lincoln-student", "Did you mean lincoln-students?"),
        ("runs show none", "patronctl runs"),
        ("runs cancel none", "patronctl runs"),
        ("report --run none", "patronctl runs"),
        ("status --job lincoln-student", "Did you mean lincoln-students?"),
        ("patrons lincon", "Did you mean lincoln?"),
        ("deliver lincon", "Did you mean lincoln?"),
        ("run lincoln-student", "Did you mean lincoln-students?"),
        ("explain lincoln-student 100", "Did you mean lincoln-students?"),
        ("check lincoln-student", "Did you mean lincoln-students?"),
    ],
)
def test_a_wrong_name_is_a_usage_error_with_a_suggestion(words: str, suggested: str, workspace: Path) -> None:
    done = patronctl(*words.split(), at=workspace)

    assert done.returncode == 2
    assert suggested in done.stderr


def test_a_run_is_found_from_a_subfolder_with_its_options_first_and_shown_by_any_part_of_its_name(workspace: Path) -> None:
    below = workspace / "jobs" / "lincoln"
    state = str(workspace / "state")
    done = patronctl("--state", state, "--log-format=none", "run", "lincoln-students", "--dry-run", at=below)
    assert done.returncode == 0, done.stderr
    run_id = done.stdout.splitlines()[-1].split()[1].rstrip(",")
    assert done.stdout.splitlines()[-1].endswith(("CST", "CDT"))

    for part in (run_id, run_id[:15], run_id[-5:], "latest"):
        assert run_id in patronctl("runs", "--state", state, "show", part, at=below).stdout

    listed = patronctl("runs", at=below, PATRONCTL_STATE=state, COLUMNS="50").stdout.splitlines()
    assert run_id in listed
    assert patronctl("run", "-q", "--dry-run", "lincoln-students", at=workspace).stdout == ""
    loud = patronctl("run", "-v", "--dry-run", "lincoln-students", at=workspace).stdout
    assert "convert" in loud
    assert "more checks passed" not in loud


def test_a_jobs_folder_of_somebody_else_is_not_taken_for_the_workspace(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root to give a folder to somebody else")
    (tmp_path / "jobs" / "evil").mkdir(parents=True)
    (tmp_path / "jobs" / "evil" / "district.yaml").write_text("name: evil\n")
    (tmp_path / "below").mkdir()
    assert "evil" in patronctl("validate", at=tmp_path / "below").stdout
    os.chown(tmp_path / "jobs", 12345, 12345)

    assert "there is no folder jobs" in patronctl("validate", at=tmp_path / "below").stdout


def test_apply_without_a_terminal_names_yes(workspace: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "patronctl", "apply", "--unit-dir", str(tmp_path), "--workspace", str(workspace)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert done.returncode == 2
    assert "Nothing was changed" in done.stderr
    assert "--yes" in done.stderr
    assert list(tmp_path.iterdir()) == []
