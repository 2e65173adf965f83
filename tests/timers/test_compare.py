"""`plan --against`: a change of the configuration in sentences, and what somebody should look at twice."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from patronctl.places import Places
from patronctl.review import compare

JOB = "jobs/lincoln/students.yaml"
DISTRICT = "jobs/lincoln/district.yaml"
PROPERTIES = "jobs/lincoln/students.properties.yaml"


@pytest.fixture
def workspace(tmp_path: Path, repository: Path) -> Path:
    """A workspace in a subfolder of a git repository, committed."""
    root = tmp_path / "repository"
    shutil.copytree(repository / "jobs", root / "library" / "jobs")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", "first")
    return root / "library"


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "safe.directory=*"]
    return subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def against(workspace: Path, *arguments: str, revision: str = "HEAD") -> tuple[int, str]:
    command = [sys.executable, "-m", "patronctl", "plan", "--workspace", str(workspace), "--against", revision, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    return done.returncode, done.stdout + done.stderr


def said(workspace: Path) -> dict[str, str]:
    found = compare.against(Places.of(workspace, workspace), "HEAD", datetime(2026, 11, 23, tzinfo=UTC))
    return {change.text: change.danger for change in found.changes}


def edit(path: Path, *replacements: tuple[str, str]) -> None:
    text = path.read_text()
    for before, after in replacements:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text)


def test_nothing_changed_is_said_and_the_repository_stays_as_it_is(workspace: Path):
    before = git(workspace, "status", "--porcelain=v2", "--branch")

    code, output = against(workspace, "--exit-code")

    assert (code, output) == (0, "Nothing changes against HEAD.\n")
    assert git(workspace, "status", "--porcelain=v2", "--branch") == before


def test_schedule_and_retirement_are_said_in_words(workspace: Path):
    edit(workspace / JOB, ('"02:30"', '"03:00"'), ("full: [sat]", "full: [sun]"), ("inactivate_after_days: 14", "inactivate_after_days: 7"))

    assert said(workspace) == {
        "Full update moves from Saturday 02:30 to Sunday 03:00": "",
        "Incremental update moves from Monday to Friday 02:30 to Monday to Friday 03:00": "",
        "Patrons will be inactivated after 7 days instead of 14": "patrons go sooner",
    }
    output = against(workspace, "--format", "markdown")[1]
    assert "- Patrons will be inactivated after 7 days instead of 14 — ⚠️ **patrons go sooner**" in output
    assert "| lincoln-students | full | Sun " in output
    assert against(workspace, "--exit-code")[0] == 4


@pytest.mark.parametrize(
    ("file", "before", "after", "danger"),
    [
        (JOB, "when_records_read_above: 1000", "when_records_read_above: 10", "a threshold is lowered"),
        (JOB, "when_records_read_above: 1000", "when_records_read_above: 2000", ""),
        (JOB, "when_skipped_below: 100", "when_skipped_below: 500", "a threshold is loosened"),
        (JOB, "patron_types: [Student]", "patron_types: [Student, Staff]", "the scope is widened"),
        (JOB, "limit_to:\n    patron_types: [Student]", "limit_to: everyone", "every patron of the district is in scope"),
        (JOB, "fines_below: 5.00", "fines_below: 10.00", "larger fines are written off"),
        (JOB, "fines_below: 5.00", "fines_below: 4.00", ""),
        (JOB, "max_deleted: 2%", "max_deleted: 20%", "a guard is loosened"),
        (JOB, "max_deleted: 2%", "max_deleted: 1%", ""),
        (JOB, "max_deleted: 2%", 'max_deleted: "off"', "a guard is turned off"),
        (JOB, "max_deleted: 2%", "max_deleted: 100", "a guard counts in another unit: check that it is no looser"),
        (JOB, "max_deleted: 2%", "max_deleted: 2%\n  guard_floor: 50", "a guard is loosened"),
        (JOB, "graduated_years_ago: 3", "graduated_years_ago: 1", "patrons with transactions may be deleted"),
        (JOB, "with_transactions: false", "with_transactions: true", "patrons with transactions may be deleted"),
        (JOB, "  file: students.csv\n", "  file: students.csv\n\nafter_run: delete\n", "the source file will be deleted"),
        (JOB, "guards:\n", 'gates:\n  min_overlap: "off"\nguards:\n', "a gate is turned off"),
        (PROPERTIES, "match_on: district_id ", "match_on: barcode_and_site ", "every patron is looked up by another key"),
        (PROPERTIES, "district_id: StudentID", "district_id: StateID", "patrons may no longer be found by it"),
        (DISTRICT, "timezone: America/Chicago", "timezone: America/Denver", "every job of the district starts at another moment"),
    ],
)  # fmt: skip
def test_what_is_dangerous_is_flagged_and_its_opposite_is_not(workspace: Path, file: str, before: str, after: str, danger: str):
    edit(workspace / file, (before, after))

    dangers = set(said(workspace).values())

    assert danger in dangers
    assert danger or dangers == {""}


def test_regardless_is_dangerous(workspace: Path):
    edit(workspace / JOB, ("delete_if: no_checkouts_and_fines_below", "delete_if: regardless"), ("    fines_below: 5.00\n", ""),
         ("    delete_with_transactions:\n      graduated_years_ago: 3", ""))  # fmt: skip

    text = "Inactive patrons are deleted regardless of checkouts and fines (before: only without checkouts and with small fines)"
    assert said(workspace)[text] == "patrons who owe items or money may be deleted"


def test_a_job_that_comes_and_one_that_goes(workspace: Path):
    edit(workspace / JOB, ("name: lincoln-students", "name: lincoln-pupils"))

    assert said(workspace) == {
        "The job is new, for Lincoln Unified School District": "",
        "Full update will run Saturday 02:30": "",
        "Incremental update will run Monday to Friday 02:30": "",
        "The job is removed": "its feed will no longer be loaded",
    }


def test_a_setting_without_a_sentence_of_its_own_is_never_silent(workspace: Path):
    edit(workspace / JOB, ("description: Every student", "description: All of them"))

    assert len(said(workspace)) == 1


def test_an_unknown_revision_says_what_ci_forgets(workspace: Path):
    code, output = against(workspace, revision="origin/nowhere")

    assert code == 2
    assert "git knows no revision origin/nowhere here" in output
    assert "fetch-depth: 0" in output


def test_a_revision_is_never_an_option_of_git(workspace: Path):
    assert "git knows no revision --help" in against(workspace, revision="--help")[1]


def test_a_broken_working_tree_is_not_compared(workspace: Path):
    edit(workspace / JOB, ("schedule:", "shedule:"))

    code, output = against(workspace)

    assert code == 2
    assert "students.yaml:" in output
