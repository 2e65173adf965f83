"""The accidents of the sample feeds: a truncated file, and one school that is missing."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from patronctl.config.workspace import load
from patronctl.domain.guard import blocking
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places
from patronctl.update.context import RunOptions
from patronctl.update.run import run

START = datetime(2026, 11, 7, 8, 30, tzinfo=UTC)
WASHINGTON_MAY_GO = "max_inactivated: 60%\n  max_shrink: 60%\n  max_skipped: 60%"

Run = Callable[..., RunRecord]


@pytest.fixture
def lincoln(tmp_path: Path, repository: Path) -> Run:
    """Run the sample job with one of the sample feeds, so many days after the first time."""
    for folder in ("jobs", "feeds"):
        shutil.copytree(repository / folder, tmp_path / folder)
    job = tmp_path / "jobs" / "lincoln" / "students.yaml"

    def go(feed: str, day: int, *, guards: str = "max_inactivated: 5%", above: int = 1000) -> RunRecord:
        text = (repository / "jobs" / "lincoln" / "students.yaml").read_text()
        job.write_text(text.replace("max_inactivated: 5%", guards).replace("above: 1000", f"above: {above}"))
        shutil.copy(repository / "feeds" / feed, tmp_path / "feeds" / "students.csv")
        loaded = load(tmp_path)
        assert loaded.errors == ()
        options = RunOptions("full", False, START + timedelta(days=day))
        return run(loaded.job("lincoln-students"), options, Places(tmp_path, tmp_path / "state"))

    return go


def broken(record: RunRecord) -> list[tuple[str, str | None]]:
    return [(check.name, check.site) for check in blocking(check for check in record.checks if check.family == "guard")]


@pytest.mark.slow
def test_a_truncated_file_is_blocked_once_its_missing_people_would_be_retired(lincoln: Run) -> None:
    lincoln("students.csv", 0)

    early = lincoln("students-truncated.csv", 13)
    late = lincoln("students-truncated.csv", 14)

    assert (early.outcome, early.counters.inactivated) == ("succeeded", 0)
    assert (late.outcome, late.counters.inactivated, broken(late)) == ("blocked", 87, [("max_inactivated", None)])


@pytest.mark.slow
def test_a_stricter_shrink_limit_blocks_the_truncated_file_on_the_first_night(lincoln: Run) -> None:
    lincoln("students.csv", 0)

    record = lincoln("students-truncated.csv", 1, guards="max_inactivated: 5%\n  max_shrink: 5%")

    assert (record.outcome, broken(record)) == ("blocked", [("max_shrink", None)])


@pytest.mark.slow
def test_a_missing_school_passes_a_district_wide_60_percent_and_is_blocked_by_its_own(lincoln: Run) -> None:
    lincoln("students.csv", 0)

    record = lincoln("students-without-washington.csv", 14, guards=WASHINGTON_MAY_GO, above=600)

    assert record.outcome == "blocked"
    assert record.counters.inactivated > 500
    assert broken(record) == [("max_inactivated_per_site", "WES")]
    (district,) = [check for check in record.checks if check.name == "max_inactivated"]
    assert district.passed
