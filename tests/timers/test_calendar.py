import random
import subprocess
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from patronctl.domain.calendar import comes_twice, last_run_due, moment, next_runs
from patronctl.domain.schedule import WEEKDAYS
from patronctl.timers.desired import on_calendar
from tests.timers.examples import schedule

CHICAGO = ZoneInfo("America/Chicago")
ZONES = (
    "UTC", "America/Chicago", "America/New_York", "America/St_Johns", "America/Santiago", "America/Havana", "Asia/Beirut", "Asia/Kolkata",
    "Asia/Gaza", "Africa/Casablanca", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin", "Pacific/Apia", "Pacific/Chatham",
)  # fmt: skip


def test_the_next_runs_are_in_local_time_on_the_days_of_their_kind():
    nightly = schedule("02:30", full=["sat"], incremental=["mon", "fri"])
    after = datetime(2026, 11, 23, 12, tzinfo=UTC)

    assert [str(run) for run in next_runs(nightly, "incremental", CHICAGO, after)] == [
        "2026-11-27 02:30:00-06:00",
        "2026-11-30 02:30:00-06:00",
        "2026-12-04 02:30:00-06:00",
    ]
    assert [run.date() for run in next_runs(nightly, "full", CHICAGO, after, 1)] == [date(2026, 11, 28)]


def test_a_time_that_daylight_saving_skips_starts_nothing_that_day():
    sundays = schedule("02:30", full=["sun"])

    runs = next_runs(sundays, "full", CHICAGO, datetime(2027, 3, 10, tzinfo=UTC), 2)

    assert moment(date(2027, 3, 14), time(2, 30), CHICAGO) is None
    assert [run.date() for run in runs] == [date(2027, 3, 21), date(2027, 3, 28)]


def test_in_an_hour_that_comes_twice_the_first_counts():
    run = next_runs(schedule("01:30", full=["sun"]), "full", CHICAGO, datetime(2026, 10, 31, tzinfo=UTC), 1)[0]

    assert comes_twice(date(2026, 11, 1), time(1, 30), CHICAGO)
    assert not comes_twice(date(2026, 11, 1), time(2, 30), CHICAGO)
    assert run.astimezone(UTC) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_the_last_run_due_may_be_now_and_may_be_never():
    saturdays = schedule("02:30", full=["sat"])
    at = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)

    assert last_run_due(saturdays, "full", CHICAGO, at) == at
    assert last_run_due(saturdays, "full", CHICAGO, at - timedelta(seconds=1)) == at - timedelta(days=7)
    assert last_run_due(saturdays, "incremental", CHICAGO, at) is None
    assert next_runs(saturdays, "incremental", CHICAGO, at) == []


@pytest.mark.system
def test_the_calendar_is_systemds_own():
    """Hundreds of days around the changes of the clock, in zones with all sorts of changes: the same moments as systemd's."""
    chance = random.Random(20261123)
    for zone in ZONES:
        for _ in range(5):
            days = chance.sample(WEEKDAYS, chance.randint(1, 7))
            given = schedule(f"{chance.choice([0, 1, 2, 3, 23]):02}:{chance.choice([0, 10, 30, 45]):02}", full=sorted(days))
            # Noon: no zone changes its clock then, and systemd takes a base inside a doubled hour for the second one.
            base = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=chance.randint(0, 700))
            ours = [run.astimezone(UTC) for run in next_runs(given, "full", ZoneInfo(zone), base, 100)]

            assert ours == _systemd(on_calendar(given, "full", zone), base, 100), (zone, given, base)


def _systemd(calendar: str, base: datetime, count: int) -> list[datetime]:
    command = ["systemd-analyze", "calendar", f"--base-time={base:%Y-%m-%d %H:%M:%S} UTC", f"--iterations={count}", calendar]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env={"TZ": "UTC", "PATH": "/usr/bin:/bin"}).stdout
    lines = [line.partition(": ")[2] for line in told.splitlines() if "elapse:" in line or "Iter." in line]
    return [datetime.strptime(line, "%a %Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC) for line in lines]
