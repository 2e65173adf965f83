from dataclasses import replace
from pathlib import Path

import pytest

from patronctl.timers import difference, installed
from patronctl.timers.desired import units
from patronctl.timers.difference import Difference
from patronctl.timers.job import TimedJob
from patronctl.timers.systemctl import NoManager, State
from tests.timers.examples import SERVER, STAFF, STUDENTS, schedule

TIMER = "patronctl-lincoln-students-full.timer"
SERVICE = "patronctl-lincoln-students@.service"


class FakeManager(NoManager):
    """A manager whose answers a test sets; the real one is in test_on_systemd.py."""

    kind = "system"

    def __init__(self, folder: Path, **odd: State) -> None:
        super().__init__(folder)
        self.odd = odd

    def states(self, names):
        well = State(load="loaded", enabled="enabled", active="active")
        return {name: self.odd.get(name.split(".")[0].rsplit("-", 1)[-1], well) for name in names if (self.folder / name).exists()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for unit in units([STUDENTS], SERVER).values():
        (tmp_path / unit.name).write_text(unit.text)
    return tmp_path


def compare(folder: Path, *jobs: TimedJob, prune: bool = True, **odd: State) -> Difference:
    manager = FakeManager(folder, **odd)
    desired = units(jobs, SERVER)
    return difference.between(desired, installed.read(manager, SERVER.workspace, desired, []), manager, prune=prune)


def said(found: Difference) -> list[tuple[str, str, str]]:
    return [(change.action, change.unit, change.reason) for change in found.changes]


def test_what_is_as_it_should_be_is_no_change(folder: Path):
    found = compare(folder, STUDENTS)

    assert (found.changes, found.problems, found.unchanged) == ([], [], 4)


def test_a_new_job_is_created_and_one_that_went_is_deleted(folder: Path):
    found = compare(folder, STAFF)

    assert [(change.action, change.job) for change in found.changes] == [("create", "lincoln-staff")] * 3 + [
        ("delete", "lincoln-students")
    ] * 4
    assert [change.action for change in compare(folder, STAFF, prune=False).changes] == ["create"] * 3


def test_a_moved_schedule_shows_the_line_before_and_after(folder: Path):
    moved = replace(STUDENTS, schedule=schedule("03:00", full=["sat"], incremental=["mon", "tue", "wed", "thu", "fri"]))

    change = next(change for change in compare(folder, moved).changes if change.unit == TIMER)

    assert (change.action, change.drift) == ("update", False)
    assert "-OnCalendar=Sat *-*-* 02:30:00 America/Chicago" in change.diff
    assert "+OnCalendar=Sat *-*-* 03:00:00 America/Chicago" in change.diff


def test_a_unit_edited_by_hand_is_drift_even_where_its_markers_stayed(folder: Path):
    (folder / TIMER).write_text((folder / TIMER).read_text().replace("02:30", "12:00"))

    found = compare(folder, STUDENTS)

    assert said(found) == [("update", TIMER, "edited by hand")]
    assert found.changes[0].drift
    assert "-OnCalendar=Sat *-*-* 12:00:00" in found.changes[0].diff


def test_bytes_that_are_no_text_are_shown_and_repaired(folder: Path):
    (folder / TIMER).write_bytes((folder / TIMER).read_bytes() + b"# \xff\n")

    found = compare(folder, STUDENTS)

    assert said(found) == [("update", TIMER, "edited by hand")]
    assert "\\udcff" in found.changes[0].diff


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (State(load="loaded", enabled="disabled", active="active"), "disabled by hand: it would not come back after a reboot"),
        (State(load="loaded", enabled="enabled", active="inactive"), "stopped by hand: it will not fire"),
        (State(load="loaded", enabled="enabled", active="failed", result="resources"), "failed: resources"),
        (State(load="loaded", enabled="enabled", active="active", needs_reload=True), "systemd has not read it yet"),
    ],
)
def test_a_timer_that_would_not_fire_is_drift(folder: Path, state: State, reason: str):
    assert said(compare(folder, STUDENTS, full=state)) == [("enable", TIMER, reason)]


def test_a_masked_unit_is_drift(folder: Path):
    (folder / TIMER).unlink()
    (folder / TIMER).symlink_to("/dev/null")

    assert said(compare(folder, STUDENTS)) == [("update", TIMER, "masked by hand: systemd ignores it")]


def test_a_timer_without_its_service_is_drift(folder: Path):
    (folder / SERVICE).unlink()

    found = compare(folder, STUDENTS)

    assert said(found) == [("create", SERVICE, "missing: its timer is there without it")]
    assert found.changes[0].drift


def test_a_name_that_somebody_else_holds_is_a_problem_and_stays(folder: Path):
    (folder / TIMER).write_text("[Timer]\nOnCalendar=daily\n")

    found = compare(folder, STUDENTS)

    assert found.changes == []
    assert [problem.unit for problem in found.problems] == [TIMER]
    assert "patronctl did not make it" in found.problems[0].message


def test_a_foreign_unit_of_a_similar_name_is_left_alone(folder: Path):
    (folder / "patronctl-lincoln-students-extra.timer").write_text("[Timer]\nOnCalendar=daily\n")
    (folder / "patronctl-elsewhere.service").symlink_to("/usr/lib/elsewhere.service")

    found = compare(folder)

    assert {change.job for change in found.changes} == {"lincoln-students"}
    assert found.problems == []


def test_units_of_another_workspace_on_the_server_are_not_ours(folder: Path, tmp_path_factory: pytest.TempPathFactory):
    other = tmp_path_factory.mktemp("staging")
    text = (folder / TIMER).read_text().replace("/srv/workspace", str(other))
    (folder / TIMER).write_text(text)

    assert "belongs to the workspace" in compare(folder, STUDENTS).problems[0].message
    assert TIMER not in [change.unit for change in compare(folder).changes]


def test_the_units_of_a_workspace_that_moved_here_are_ours(folder: Path, tmp_path: Path):
    for path in folder.iterdir():
        path.write_text(path.read_text().replace("/srv/workspace", str(tmp_path / "gone")))

    assert [change.action for change in compare(folder, STUDENTS).changes] == ["update"] * 4


def test_anything_that_moves_on_the_server_changes_what_was_observed(folder: Path):
    before = compare(folder, STUDENTS).observed

    assert compare(folder, STUDENTS).observed == before
    assert compare(folder, STUDENTS, full=State(enabled="disabled")).observed != before
    (folder / "patronctl-other.timer").write_text("[Timer]\n")
    assert compare(folder, STUDENTS).observed != before
