"""The gates in whole runs: what stops, what is allowed, what is remembered, what happens to the file afterwards."""

import os
import shutil
import time
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from patronctl.domain.progress import Quiet
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places
from patronctl.update.context import RunOptions
from patronctl.update.job import run_job

pytestmark = pytest.mark.slow


@pytest.fixture
def workspace(tmp_path: Path, repository: Path) -> Path:
    for name in ("jobs", "feeds"):
        shutil.copytree(repository / name, tmp_path / name)
    return tmp_path


def configure(workspace: Path, **settings: object) -> None:
    path = workspace / "jobs/lincoln/students.yaml"
    content = YAML().load(path)
    content.update(settings)
    YAML().dump(content, path)


def run(workspace: Path, *, dry_run: bool = False, allow: tuple[str, ...] = ()) -> RunRecord:
    options = RunOptions(update="full", dry_run=dry_run, allow=allow)
    return run_job(Places(workspace, workspace / "state"), "lincoln-students", Quiet(), options, as_of=None).record


def check_of(record: RunRecord, name: str) -> tuple[str, str, bool]:
    found = next(check for check in record.checks if check.name == name)
    return found.observed, found.limit, found.passed


def test_a_stale_file_is_refused_with_observed_and_limit_and_can_be_allowed(workspace: Path) -> None:
    configure(workspace, gates={"max_age": "36h"})
    old = time.time() - 50 * 3600
    os.utime(workspace / "feeds/students.csv", (old, old))

    refused = run(workspace)
    allowed = run(workspace, allow=("max_age",))

    assert refused.outcome == "failed"
    assert refused.failure
    assert refused.failure.code == "gate_max_age"
    assert check_of(refused, "max_age") == ("50 hours", "36 hours", False)
    assert not refused.store_changed
    assert allowed.outcome == "succeeded"
    assert next(check for check in allowed.checks if check.name == "max_age").allowed


def test_the_same_feed_warns_and_a_dry_run_remembers_nothing(workspace: Path) -> None:
    run(workspace, dry_run=True)
    first = run(workspace)
    second = run(workspace)

    assert "same_as_last_time" not in {check.name for check in first.checks}
    assert check_of(second, "same_as_last_time")[2] is False
    assert second.outcome == "succeeded"


def test_an_unchanged_source_is_skipped_where_asked_for_until_the_properties_change(workspace: Path) -> None:
    configure(workspace, gates={"same_as_last_time": "skip"})
    run(workspace)

    skipped = run(workspace)
    properties = workspace / "jobs/lincoln/students.properties.yaml"
    properties.write_text(properties.read_text() + "\n")
    again = run(workspace)

    assert (skipped.outcome, skipped.counters.records_read, skipped.store_changed) == ("unchanged_source", 0, False)
    assert again.outcome == "succeeded"


def test_the_next_day_passes_every_gate(workspace: Path) -> None:
    run(workspace)
    shutil.copy(workspace / "feeds/students-next-day.csv", workspace / "feeds/students.csv")

    record = run(workspace, dry_run=True)

    assert [check.name for check in record.checks if check.family == "feed" and not check.passed] == []


def test_the_file_is_archived_after_success_only(workspace: Path) -> None:
    configure(workspace, after_run={"archive": "done"}, gates={"min_bytes": 10_000_000})
    feed = workspace / "feeds/students.csv"

    run(workspace)
    assert feed.exists()
    configure(workspace, gates={})
    run(workspace, dry_run=True)
    assert feed.exists()
    record = run(workspace)

    assert not feed.exists()
    assert [path.name.startswith("students-2") for path in (workspace / "feeds/done").iterdir()] == [True]
    assert any("was moved to done/students-" in note for note in record.notes)


def test_an_unchanged_source_is_read_again_when_the_job_or_the_district_changed(workspace: Path) -> None:
    configure(workspace, gates={"same_as_last_time": "skip"})
    run(workspace)
    assert run(workspace).outcome == "unchanged_source"

    district = workspace / "jobs/lincoln/district.yaml"
    district.write_text(district.read_text() + "\n")
    assert run(workspace).outcome == "succeeded"
    configure(workspace, options={"duplicate_records": "last"})
    assert run(workspace).outcome == "succeeded"
    assert run(workspace).outcome == "unchanged_source"
