from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from patronctl.domain.health import BrokenService, Watched, judge, missed_runs
from patronctl.domain.retention import superfluous
from tests.reports.fixtures import a_failed_record, a_record
from tests.timers.examples import schedule

HOUR = timedelta(hours=1)
SINCE = datetime(2026, 10, 1, tzinfo=UTC)
NIGHTLY = Watched(
    "lincoln-students", "lincoln", "America/Chicago",
    schedule("02:30", full=["sat"], incremental=["mon", "tue", "wed", "thu", "fri"]), SINCE,
)  # fmt: skip
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
"""02:30 in Chicago."""
SATURDAY = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)


def run(at: datetime, update: str = "incremental", **changes: Any):
    return a_record(run_id=f"{at:%Y%m%dT%H%M%SZ}-lincoln-students-a1b2", started=at, update=update, **changes)


def missed(records: list[Any], now: datetime, watched: Watched = NIGHTLY) -> list[tuple[str, datetime]]:
    return [(one.update, one.due) for one in missed_runs(watched, records, now, HOUR)]


def test_a_job_that_ran_when_it_should_is_healthy_and_says_when_it_runs_next():
    health = judge(NIGHTLY, [run(MONDAY), run(SATURDAY, "full")], MONDAY + 3 * HOUR, HOUR)

    assert (health.state, health.healthy, health.reasons) == ("healthy", True, [])
    assert f"{health.last_success:%a %H:%M}" == "Mon 02:30"
    assert (f"{health.next_run:%a %Y-%m-%d %H:%M}", health.next_update) == ("Tue 2026-11-24 02:30", "incremental")


def test_a_time_that_passed_without_its_update_is_missed_after_the_grace():
    records = [run(SATURDAY, "full"), run(SATURDAY - timedelta(days=1))]

    assert missed(records, MONDAY + timedelta(minutes=59)) == []
    assert missed(records, MONDAY + timedelta(minutes=61)) == [("incremental", MONDAY)]
    health = judge(NIGHTLY, records, MONDAY + 2 * HOUR, HOUR)
    assert (health.state, health.healthy) == ("missed", False)
    assert health.reasons == ["The incremental update of Mon 2026-11-23 02:30 was missed."]


def test_an_incremental_update_is_no_full_one_but_a_full_one_does_for_both():
    sunday = SATURDAY + timedelta(days=1)

    assert missed([run(sunday)], sunday + HOUR) == [("full", SATURDAY)]
    assert missed([run(MONDAY + timedelta(minutes=5), "full")], MONDAY + 2 * HOUR) == []


def test_jitter_is_not_late_and_a_run_that_began_early_does_not_count():
    jittered = replace(NIGHTLY, schedule=schedule("02:30", incremental=["mon"], jitter_minutes=30))

    assert missed([run(MONDAY - HOUR)], MONDAY + timedelta(minutes=89), jittered) == []
    assert missed([run(MONDAY - HOUR)], MONDAY + timedelta(minutes=91), jittered) == [("incremental", MONDAY)]


def test_a_dry_run_or_a_run_before_the_timer_stood_makes_no_difference():
    only_mondays = replace(NIGHTLY, schedule=schedule("02:30", incremental=["mon"]))

    assert missed([run(MONDAY, dry_run=True)], MONDAY + 2 * HOUR, only_mondays) == [("incremental", MONDAY)]
    assert missed([], MONDAY + 2 * HOUR, replace(only_mondays, since=MONDAY + HOUR)) == []


def test_what_retention_removed_is_not_taken_for_missed():
    nights = [run(MONDAY - timedelta(days=days)) for days in (0, 3)]
    few = replace(NIGHTLY, keep_runs=2, schedule=schedule("02:30", full=["thu"], incremental=["mon", "fri"]))

    assert missed(nights, MONDAY + 2 * HOUR, few) == []
    assert missed(nights, MONDAY + 2 * HOUR, replace(few, keep_runs=3)) == [("full", MONDAY - timedelta(days=4))]


def test_a_failed_run_is_unhealthy_and_says_why_until_one_succeeds():
    failed = a_failed_record(run_id=f"{MONDAY:%Y%m%dT%H%M%SZ}-lincoln-students-a1b2", started=MONDAY, update="incremental")

    health = judge(NIGHTLY, [failed, run(SATURDAY, "full")], MONDAY + HOUR, HOUR)

    assert (health.state, health.healthy, health.hint) == ("failed", False, "Was the export run?")
    assert "There is no file students.csv in feeds." in health.reasons[0]
    assert f"{health.last_success:%a}" == "Sat"
    assert judge(NIGHTLY, [run(MONDAY + HOUR), failed, run(SATURDAY, "full")], MONDAY + 2 * HOUR, HOUR).healthy


def test_a_run_under_way_is_healthy():
    records = [run(MONDAY, outcome="running", finished=None), run(SATURDAY, "full")]

    assert judge(NIGHTLY, records, MONDAY + HOUR, HOUR).state == "running"


@pytest.mark.parametrize(
    ("watched", "state", "healthy"),
    [
        (replace(NIGHTLY, since=None), "never_ran", False),
        (replace(NIGHTLY, schedule=None), "not_scheduled", True),
        (replace(NIGHTLY, since=MONDAY + HOUR), "healthy", True),
    ],
)
def test_a_job_without_runs(watched: Watched, state: str, healthy: bool):
    health = judge(watched, [], MONDAY + 2 * HOUR, HOUR)

    assert (health.state, health.healthy) == (state, healthy)


def test_a_full_update_that_failed_is_not_healed_by_an_incremental_one():
    failed = run(SATURDAY, "full", outcome="failed")
    records = [run(MONDAY), failed]
    now = MONDAY + 3 * HOUR

    assert judge(NIGHTLY, records, now, HOUR).state == "failed"
    made_up = run(MONDAY + HOUR, "full")
    assert judge(NIGHTLY, [made_up, *records], now, HOUR).state == "healthy"


@pytest.mark.parametrize("keep", [1, 2, 5])
def test_what_retention_leaves_says_the_same_about_health(keep: int):
    """Night after night, whatever was removed before: the failed full update stays known until it is made up for."""
    records = [run(SATURDAY - timedelta(days=7), "full"), run(SATURDAY, "full", outcome="failed")]
    watched = replace(NIGHTLY, keep_runs=keep)
    for night in range(4):
        at = MONDAY + timedelta(days=night)
        outcome = "unchanged_source" if night % 2 else "succeeded"
        records = sorted([*records, run(at, outcome=outcome)], key=lambda record: record.started, reverse=True)
        gone = {record.run_id for record in superfluous(records, keep)}
        records = [record for record in records if record.run_id not in gone]

        assert judge(watched, records, at + 3 * HOUR, HOUR).state == "failed", night
    assert any(record.outcome == "succeeded" and record.update == "full" for record in records)


def test_a_job_that_no_timer_starts_is_never_healthy_where_others_have_timers():
    for timers in ("none", "stopped"):
        health = judge(replace(NIGHTLY, timers=timers), [run(MONDAY), run(SATURDAY, "full")], MONDAY + 3 * HOUR, HOUR)
        assert (health.state, health.healthy) == ("no_timer", False)
        assert health.reasons[0].startswith("No timer starts lincoln-students")


def test_a_service_that_failed_without_a_record_counts_until_a_run_comes_after_it():
    broken = BrokenService("patronctl-x@full.service", MONDAY + HOUR, "exit-code", "the disk is full")
    watched = replace(NIGHTLY, broken=broken)
    records = [run(MONDAY), run(SATURDAY, "full")]

    health = judge(watched, records, MONDAY + 3 * HOUR, HOUR)
    assert (health.state, health.broken_service) == ("failed", "patronctl-x@full.service")
    assert health.reasons[0].endswith("before the run could write a record: the disk is full")
    assert judge(watched, [run(MONDAY + 2 * HOUR), *records], MONDAY + 3 * HOUR, HOUR).state == "healthy"
