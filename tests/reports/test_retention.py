"""Old runs go; what a later run needs stays."""

from pathlib import Path

import pytest

from patronctl.domain.retention import superfluous
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.update.prune import prune
from tests.reports.fixtures import a_failed_record, a_record, a_run
from tests.reports.workspace import a_workspace


def night(day: int, **changes: object) -> RunRecord:
    return a_record(run_id=f"202611{day:02}T023000Z-lincoln-students-{day:04}", **changes)


def days(records: list[RunRecord]) -> list[int]:
    return [int(record.run_id[-4:]) for record in records]


def test_the_newest_stay() -> None:
    assert days(superfluous([night(5), night(4), night(3), night(2)], keep=2)) == [3, 2]


def test_the_last_success_stays_however_old_it_is() -> None:
    failures = [night(day, outcome="failed") for day in (9, 8, 7)]

    assert days(superfluous([*failures, night(3), night(2)], keep=1)) == [8, 7, 2]


def test_the_last_full_success_stays_too() -> None:
    incremental = [night(day, update="incremental") for day in (9, 8, 7)]

    assert days(superfluous([*incremental, night(3), night(2)], keep=1)) == [8, 7, 2]


def test_a_dry_run_is_no_success_to_keep_and_a_run_under_way_is_never_removed() -> None:
    runs = [night(9), night(8, dry_run=True), night(7, outcome="running"), night(6)]

    assert days(superfluous(runs, keep=1)) == [8, 6]


@pytest.mark.parametrize("dry_run", [True, False])
def test_prune_removes_the_files_unless_it_is_a_dry_run(tmp_path: Path, dry_run: bool) -> None:
    places = Places(tmp_path, tmp_path / "state")
    workspace = a_workspace(tmp_path, options="{keep_runs: 2}")
    for day in (1, 2, 3, 4):
        a_run(places, night(day))
    a_run(places, a_failed_record(run_id="20261109T023000Z-other-job-0009", job="not-configured"))

    gone = prune(workspace, places, dry_run=dry_run)

    assert days([run.record for run in gone]) == [2, 1]
    assert len(run_folder.every(places)) == (5 if dry_run else 3)
    assert len(list(places.runs("lincoln").iterdir())) == (5 if dry_run else 3)
