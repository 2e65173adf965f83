"""`plan --against`: a change of the configuration in sentences, and what somebody should look at twice."""

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from patronctl.places import Places
from patronctl.review import compare

JOB = "jobs/lincoln/students.yaml"
DISTRICT = "jobs/lincoln/district.yaml"
TRANSACTIONS = "decides who has transactions, and so who may be deleted"
OUTDATED = "an outdated or incomplete file decides who has transactions"
NEW_JOB = "name: new\nproperties: students.properties.yaml\nsource: {type: directory, folder: feeds, file: x.csv}\n"
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
        "Patrons will be inactivated after 7 days without being in a feed (was: after 14 days)": "patrons go sooner",
    }
    output = against(workspace, "--format", "markdown")[1]
    assert "- Patrons will be inactivated after 7 days without being in a feed (was: after 14 days) — ⚠️ **patrons go sooner**" in output
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
        (JOB, "    patron_types: [Student]", "    patron_types: []\n    access_levels: [Patron]",
         "the scope has no limit on patron types any more"),
        (JOB, "  active:\n", "  active:\n    include_restricted: true\n", "restricted patrons may be inactivated or deleted"),
        (JOB, "  active:\n", '  active:\n    senior_grade_levels: ["11", "12"]\n', "more patrons count as seniors"),
        (JOB, "max_inactivated: 5%", "max_inactivated: 50%", "a guard is loosened"),
        (JOB, "  summary: ", "  unknown_patron_type: skip\n  summary: ", "patrons who are not in it count as unseen, and may be retired"),
        (JOB, "file: students.csv", "file: teachers.csv", "patrons who are not in it count as unseen, and may be retired"),
        (JOB, "full: [sat]", "full: []", "no more full updates: retirement never runs"),
        (DISTRICT, "checkouts: ItemsOut", "checkouts: FinesOwed", TRANSACTIONS),
        (DISTRICT, "{district_id: DistrictID", "{barcode: DistrictID", TRANSACTIONS),
        (DISTRICT, "file: circulation.csv", "file: other.csv", TRANSACTIONS),
        (DISTRICT, "  lists: ", "  max_age_hours: 9999\n  lists: ", OUTDATED),
        (DISTRICT, "  lists: ", "  max_unmatched: 100%\n  lists: ", OUTDATED),
        (DISTRICT, "  lists: ", "  max_age_hours: 12\n  lists: ", ""),
        (DISTRICT, "default_patron_type: Student", "default_patron_type: Staff", "patrons may come into a retirement's scope"),
        (DISTRICT, "Staff: faculty", "Staff: student", "patrons may come into a retirement's scope"),
        (PROPERTIES, "skip_records:", "skip_records:\n  - {column: Grade, equals: '12'}", "patrons who are left out may be retired"),
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

    text = "Inactive patrons are deleted regardless of checkouts and fines (was: only without checkouts and with small fines)"
    assert said(workspace)[text] == "patrons who owe items or money may be deleted"


def test_a_job_that_comes_and_one_that_goes_are_told_rule_by_rule(workspace: Path) -> None:
    edit(workspace / JOB, ("name: lincoln-students", "name: lincoln-pupils"), ("max_deleted: 2%", 'max_deleted: "off"'),
         ("delete_if: no_checkouts_and_fines_below", "delete_if: regardless"), ("    fines_below: 5.00\n", ""),
         ("    delete_with_transactions:\n      graduated_years_ago: 3", ""),
         ("with_transactions: false", "with_transactions: true"))  # fmt: skip

    found = said(workspace)

    assert (
        found.items()
        >= {
            "The job is new, for Lincoln Unified School District": "",
            "Full update will run Saturday 02:30": "",
            "The job will retire patrons": "retirement is switched on",
            "Patrons will be inactivated after 14 days without being in a feed": "a rule that inactivates is switched on",
            "Inactive patrons are deleted regardless of checkouts and fines": "patrons who owe items or money may be deleted",
            "One run may delete any number of patrons": "a guard is turned off",
            "The feed may delete patrons with outstanding transactions": "patrons with transactions may be deleted",
            "A blank homeroom erases what is stored": "a blank erases what is stored",
            "The job is removed": "its feed will no longer be loaded",
            "No longer: patrons will be inactivated after 14 days without being in a feed": "",
            "Full update will no longer run (was: Saturday 02:30)": "",
        }.items()
    )


def test_a_district_that_comes_is_told_and_so_is_one_that_goes(workspace: Path) -> None:
    (workspace / "jobs" / "lincoln").rename(workspace / "jobs" / "adams")
    edit(workspace / "jobs/adams/district.yaml", ("name: lincoln", "name: adams"), ("  lists: ", "  max_age_hours: 9999\n  lists: "))

    found = said(workspace)

    assert found["The district Lincoln Unified School District is removed"] == "its patrons will no longer be updated"
    assert "The district Lincoln Unified School District is new" in found
    assert found["The job moves to the district adams"] == "it loads another patron store"
    assert found["The circulation file may be 9,999 hours old"].startswith("an outdated")


MAPPINGS = [
    ("action: {value: delete}", "every record asks for its patron to be deleted"),
    ("action: Enrolled", "the feed decides who is deleted"),
    ("action: {column: Enrolled, map: {N: delete, default: update}}", "the feed decides who is deleted"),
    ("status: {value: I}", "every patron in the feed becomes inactive"),
    ("status: {value: A}", "every patron in the feed gets the same status"),
    ("status: Grade", "patrons may become inactive, or active again"),
    ("site: {value: LHS}", "every patron in the feed gets the same site"),
    ("site: {column: SchoolNumber, if_empty: {value: LHS}}", "patrons may move to another site"),
    ("patron_type: {value: Staff}", "every patron in the feed gets the same patron type"),
    ("access_level: {value: Patron}", "every patron in the feed gets the same access level"),
    ("persona: {value: student}", "every patron in the feed gets the same persona"),
    ("district_id: {value: '1'}", "all records become one patron"),
    ("district_id: {column: StudentID, pad_left: 9, pad_with: '0'}", "patrons may no longer be found by it"),
    ("barcode: {value: autoassign}", "every patron gets a new barcode"),
    ("barcode: StudentID", "patrons may no longer be found by it"),
    ("username: Email", "patrons may no longer be able to log in"),
    ("password: Zip", "patrons may no longer be able to log in"),
    ("grade_level: {value: '12'}", "every patron in the feed gets the same grade level"),
    ("graduation_year: Grade", "decides who has graduated, and so who is deleted"),
    ("nickname: {column: Nickname, when_blank: clear}", "a blank erases what is stored"),
    ("last_name: {value: x}", "every patron in the feed gets the same last name"),
    ("last_name: {column: LastName, case: upper}", ""),
    ("user_defined_1: {value: x}", ""),
]


@pytest.mark.parametrize(("mapping", "danger"), MAPPINGS)
def test_a_mapping_that_retires_deletes_merges_or_blanks_is_flagged(workspace: Path, mapping: str, danger: str) -> None:
    name = mapping.partition(":")[0]
    path = workspace / PROPERTIES
    kept = re.sub(rf"(?m)^  {name}:.*\n(    .*\n)*", "", path.read_text(encoding="utf-8"))
    path.write_text(kept.replace("fields:\n", f"fields:\n  {mapping}\n"), encoding="utf-8")

    dangers = set(said(workspace).values())

    assert danger in dangers
    assert danger or dangers == {""}


def test_another_entry_of_a_table_is_told_and_judged_by_its_field(workspace: Path) -> None:
    edit(workspace / PROPERTIES, ('"1": A', '"1": I'))

    [(text, danger)] = said(workspace).items()

    assert text.startswith("The field status: 1 becomes I (was A)")
    assert danger == "patrons may become inactive, or active again"


TARGET = """
targets:
  - {name: koha, type: koha, url: https://koha.example.org, user: sync, password: {env: HIDDEN},
     libraries: {LHS: LINC, JMS: JEFF, WES: WASH}, default_category: ST, leave_alone: {categories: [STAFF]}, keep_edits: [email]}
"""


@pytest.mark.parametrize(
    ("before", "after", "flagged"),
    [
        ("LHS: LINC", "LHS: JEFF", True),
        ("default_category: ST", "default_category: T", True),
        ("[STAFF]", "[]", True),
        ("[email]", "[]", True),
        ("user: sync", "user: sync, match_on: userid", True),
        ("user: sync", "user: sync, delete: when_free", True),
        ("user: sync", "user: sync, guards: {max_deleted: 50%}", True),
        ("user: sync", "user: sync, guards: {max_deleted: 1%}", False),
        ("koha.example.org", "other.example.org", True),
        ("{env: HIDDEN}", "{env: HIDDEN_TOO}", False),
    ],
)
def test_a_target_is_told_setting_by_setting(workspace: Path, before: str, after: str, flagged: bool) -> None:
    path = workspace / DISTRICT
    path.write_text(path.read_text() + TARGET)
    assert "The target koha is new" in said(workspace)
    git(workspace, "commit", "--quiet", "-am", "second")
    edit(path, (before, after))

    [(text, danger)] = said(workspace).items()

    assert text.startswith("The target koha: ")
    assert "HIDDEN" not in text
    assert bool(danger) == flagged


def test_a_secret_is_never_told(workspace: Path) -> None:
    path = workspace / DISTRICT
    channel = "\nnotify:\n  office: {type: webhook, url: https://example.org/KEY-%s, secret: {env: HIDDEN_%s}}\n"
    path.write_text(path.read_text() + channel % (1, 1))
    git(workspace, "commit", "--quiet", "-am", "second")
    edit(path, ("KEY-1", "KEY-2"), ("HIDDEN_1", "HIDDEN_2"))

    found = said(workspace)

    assert set(found) == {
        "The notification channel office: its address changes",
        "The notification channel office: its secret is read from another place",
    }


def test_a_setting_without_a_sentence_of_its_own_is_never_silent(workspace: Path):
    edit(workspace / JOB, ("description: Every student", "description: All of them"))

    assert len(said(workspace)) == 1


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("max_deleted: 2%", "max_deleted: 3%", {"danger": 4, "change": 4, None: 0}),
        ("max_deleted: 2%", "max_deleted: 1%", {"danger": 0, "change": 4, None: 0}),
        ("max_deleted: 2%", "max_deleted: 2% ", {"danger": 0, "change": 0, None: 0}),
    ],
)
def test_ci_fails_on_what_it_asks_for(workspace: Path, before: str, after: str, expected: dict[str | None, int]) -> None:
    edit(workspace / JOB, (before, after))

    assert {on: against(workspace, *(["--fail-on", on] if on else []))[0] for on in expected} == expected
    assert against(workspace, "--exit-code")[0] == expected["change"]


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_what_is_printed_can_be_saved_as_well(workspace: Path, form: str, tmp_path: Path) -> None:
    edit(workspace / JOB, ("max_deleted: 2%", "max_deleted: 3%"))

    code, output = against(workspace, "--format", form, "--out", str(tmp_path / "plan"))

    saved = (tmp_path / "plan").read_text(encoding="utf-8")
    assert code == 0
    assert "One run may delete at most 3% of patrons (was 2%)" in saved
    assert saved.split() == output.split()
    assert against(workspace, "--out", str(tmp_path / "nowhere" / "plan"))[0] == 2


def test_a_plan_of_timers_has_no_dangers(workspace: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "patronctl", "plan", "--workspace", str(workspace), "--unit-dir", str(tmp_path), "--fail-on"]

    codes = [subprocess.run([*command, on], capture_output=True, check=False).returncode for on in ("danger", "change")]

    assert codes == [2, 4]


@pytest.fixture
def many(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, set[str]]:
    """Five more districts, committed; and the districts of which a file was read since."""
    for number in range(5):
        folder = workspace / "jobs" / f"other-{number}"
        shutil.copytree(workspace / "jobs" / "lincoln", folder)
        edit(folder / "district.yaml", ("name: lincoln", f"name: other-{number}"))
        edit(folder / "students.yaml", ("name: lincoln-students", f"name: other-{number}"))
    edit(workspace / "jobs/other-4/students.yaml", ("properties: students", "properties: ../other-3/students"))
    (workspace / "jobs/other-4/students.properties.yaml").unlink()
    git(workspace, "add", "-A")
    git(workspace, "commit", "--quiet", "-m", "many")
    read, read_text = set[str](), Path.read_text

    def noted(path: Path, *arguments: Any, **named: Any) -> str:
        read.add(path.parent.name)
        return read_text(path, *arguments, **named)

    monkeypatch.setattr(Path, "read_text", noted)
    return workspace, read


@pytest.mark.parametrize(
    ("changed", "looked_at"),
    [
        (["jobs/other-1/students.yaml"], {"other-1"}),
        (["jobs/other-1/new.yaml"], {"other-1"}),
        (["jobs/other-4/students.yaml"], {"other-4", "other-3"}),
        (["jobs/other-3/students.properties.yaml"], {"other-4", "other-3"}),
        ([], set()),
        (["README.md", ".github/workflows/x.yml"], set()),
        (["shared/x.properties.yaml"], {"lincoln", *(f"other-{number}" for number in range(5))}),
    ],
)
def test_only_the_districts_that_differ_are_read(many: tuple[Path, set[str]], changed: list[str], looked_at: set[str]) -> None:
    workspace, read = many
    for name in changed:
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        with (workspace / name).open("a") as file:
            file.write(NEW_JOB if name.endswith("new.yaml") else "\n# changed\n")
    read.clear()
    said(workspace)

    assert read == looked_at


def test_a_change_of_properties_reaches_the_jobs_of_other_districts(many: tuple[Path, set[str]]) -> None:
    workspace, _ = many
    edit(workspace / "jobs/other-3/students.properties.yaml", ("match_on: district_id ", "match_on: barcode_and_site "))

    found = compare.against(Places.of(workspace, workspace), "HEAD", datetime(2026, 11, 23, tzinfo=UTC))

    assert {change.about for change in found.dangerous} == {"other-3", "other-4"}


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
