from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from patronctl.config.workspace import load
from patronctl.domain.calendar_lint import better_time, odd_days, start_together
from patronctl.places import Places
from patronctl.timers.advice import by_size
from tests.reports.fixtures import a_record, a_run
from tests.timers.examples import STUDENTS, schedule

CHICAGO = ZoneInfo("America/Chicago")
TODAY = date(2026, 9, 1)
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture
def workspace(tmp_path: Path, repository: Path) -> Path:
    for name in ("district.yaml", "students.yaml", "students.properties.yaml"):
        target = tmp_path / "jobs" / "lincoln" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text((repository / "jobs" / "lincoln" / name).read_text())
    return tmp_path


def lint(workspace: Path, *replacements: tuple[str, str]) -> list[str]:
    job = workspace / "jobs" / "lincoln" / "students.yaml"
    text = job.read_text()
    for before, after in replacements:
        text = text.replace(before, after)
    job.write_text(text)
    return [f"{problem.severity} {problem.line}: {problem.message}" for problem in load(workspace).problems]


def found(time: str, *days: str, zone: ZoneInfo = CHICAGO) -> list[tuple[str, str]]:
    return [(str(odd.day), odd.what) for odd in odd_days(schedule(time, full=days), zone, TODAY)]


def test_a_change_of_the_clock_is_found_only_where_it_meets_the_schedule():
    assert found("02:30", *EVERY_DAY) == [("2027-03-14", "skipped")]
    assert found("01:30", "sun") == [("2026-11-01", "doubled")]
    assert found("02:30", "mon", "sat") == []
    assert found("03:00", *EVERY_DAY) == []
    assert found("02:30", *EVERY_DAY, zone=ZoneInfo("America/Phoenix")) == []
    assert found("23:30", *EVERY_DAY, zone=ZoneInfo("America/Santiago")) == [("2027-04-03", "doubled")]


@pytest.mark.parametrize(("time", "zone"), [("02:30", "America/Chicago"), ("01:30", "America/Chicago"), ("00:30", "America/Santiago")])
def test_the_proposed_time_is_near_and_meets_no_change(time: str, zone: str):
    given = schedule(time, full=EVERY_DAY)

    proposed = better_time(given, ZoneInfo(zone), TODAY)

    assert odd_days(schedule(proposed, full=EVERY_DAY), ZoneInfo(zone), TODAY) == []


def test_jobs_start_together_when_their_jitter_lets_them_meet():
    assert start_together(schedule("02:30", full=["sat"]), schedule("02:30", incremental=["sat", "sun"])) == ["sat"]
    assert start_together(schedule("02:30", full=["sat"]), schedule("02:30", full=["sun"])) == []
    assert start_together(schedule("02:30", full=["sat"], jitter_minutes=30), schedule("02:50", full=["sat"])) == ["sat"]
    assert start_together(schedule("02:30", full=["sat"]), schedule("02:50", full=["sat"], jitter_minutes=30)) == []


def test_validate_tells_of_a_skipped_sunday_with_a_better_time(workspace: Path):
    (skipped,) = lint(workspace, ("full: [sat]", "full: [sun]"))

    assert skipped.startswith("warning 11: on Sun ")
    assert "02:30 does not exist, so nothing will run: America/Chicago changes its clock" in skipped
    assert 'such as "03:00"' in load(workspace).problems[0].hint


def test_validate_tells_of_a_schedule_that_never_fires_and_of_one_that_is_never_full(workspace: Path):
    assert lint(workspace, ("full: [sat]", "full: []")) == ["warning 11: the job retires, but no weekday has a full update"]
    assert lint(workspace, ("incremental: [mon, tue, wed, thu, fri]", "incremental: []")) == [
        "warning 11: the schedule never fires: it has no weekday"
    ]


def test_validate_tells_of_two_jobs_that_start_together(workspace: Path):
    folder = workspace / "jobs" / "lincoln"
    text = (folder / "students.yaml").read_text().replace("lincoln-students", "lincoln-others")
    (folder / "others.yaml").write_text(text[: text.index("inactivation:")])

    (problem,) = load(workspace).problems

    assert "starts together with lincoln-others (jobs/lincoln/others.yaml) on mon, tue, wed, thu, fri, sat" in problem.message


@pytest.mark.parametrize(
    ("records", "full", "incremental", "advice"),
    [
        (60_000, ["mon", "sat"], [], "60,000 records: from 50,000 on, incremental updates on weekdays and full ones on weekends"),
        (60_000, ["sat"], ["mon"], ""),
        (1_247, ["sat"], ["mon"], "1,247 records: under 50,000, a full update every time is simpler"),
        (1_247, ["mon", "sat"], [], ""),
    ],
)
def test_the_size_of_the_last_full_update_decides_which_kind_is_advised(
    tmp_path: Path, records: int, full: list[str], incremental: list[str], advice: str
):
    places = Places(tmp_path, tmp_path / "state")
    record = a_record()
    a_run(places, record.model_copy(update={"counters": record.counters.model_copy(update={"records_read": records})}))
    from dataclasses import replace

    notes = list(by_size(places, replace(STUDENTS, schedule=schedule(full=full, incremental=incremental))))

    assert (advice in notes[0] if notes else not advice) is True
