"""Nights of the sample district: who is told what, what is published and measured, and that none of it fails a run."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from patronctl.domain.progress import Quiet
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.update.after import after_run
from patronctl.update.announce import tell_test
from patronctl.update.context import RunOptions
from patronctl.update.job import run_job
from patronctl.views.metrics import render
from tests.notify.receivers import HttpReceiver, http_receiver
from tests.reports.fixtures import a_blocked_record, a_failed_record, a_record, a_run
from tests.reports.workspace import JOB, ROOT, a_workspace

SETTINGS = """
notify:
  office: {{type: webhook, url: "{url}/hook", secret: {{file: key}}, events: [failed, blocked, succeeded, recovered]}}
  heartbeat: {{type: ping, start: "{url}/start", success: "{url}/ok", fail: "{url}/fail"}}
report_folder: ../../site
metrics_folder: ../../metrics
"""


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with http_receiver() as receiver:
        yield receiver


@pytest.fixture
def places(tmp_path: Path, receiver: HttpReceiver) -> Places:
    a_workspace(tmp_path, district=SETTINGS.format(url=receiver.url))
    key = tmp_path / "jobs" / "lincoln" / "key"
    key.write_text("s3cret")
    key.chmod(0o600)
    (tmp_path / "metrics").mkdir()
    return Places(tmp_path, tmp_path / "state")


def ended(places: Places, record: RunRecord) -> run_folder.Run:
    """A run that has just ended, and what follows it."""
    from patronctl.config.workspace import load

    workspace = load(places.workspace)
    return after_run(run_folder.Run(record, a_run(places, record)), workspace.job(JOB), lambda: workspace, places)


def told(receiver: HttpReceiver) -> list[str]:
    return [json.loads(request.body)["event"] for request in receiver.received if request.path == "/hook"]


def night(day: int, make=a_record, **changes: object) -> RunRecord:
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    return make(**{"run_id": f"202611{day:02}T023000Z-{JOB}-{day:04}", "started": now, "finished": now, **changes})


@pytest.mark.slow
def test_a_real_night_is_told_measured_and_published(places: Places, receiver: HttpReceiver) -> None:
    first = run_job(places, JOB, Quiet(), RunOptions("full"), as_of=None)
    shutil.move(places.workspace / "feeds" / "students.csv", places.workspace / "gone.csv")
    second = run_job(places, JOB, Quiet(), RunOptions("full"), as_of=None)
    shutil.copy(ROOT / "feeds" / "students-next-day.csv", places.workspace / "feeds" / "students.csv")
    third = run_job(places, JOB, Quiet(), RunOptions("full"), as_of=None)

    assert [run.record.outcome for run in (first, second, third)] == ["succeeded", "failed", "succeeded"]
    assert told(receiver) == ["succeeded", "failed", "recovered"]
    assert [request.path for request in receiver.received if request.method == "GET"] == [
        "/start",
        "/ok",
        "/start",
        "/fail",
        "/start",
        "/ok",
    ]
    assert (places.workspace / "site" / "runs" / third.record.run_id / "index.html").exists()
    assert "patronctl_last_success_timestamp_seconds" in (places.workspace / "metrics" / f"patronctl_{JOB}.prom").read_text()


def test_each_event_is_told_once(places: Places, receiver: HttpReceiver) -> None:
    ended(places, night(1))
    ended(places, night(2, a_failed_record))
    ended(places, night(3))
    run = ended(places, night(4, a_blocked_record))

    assert told(receiver) == ["succeeded", "failed", "recovered", "blocked"]
    assert [(note.channel, note.event) for note in run.record.notifications] == [("office", "blocked"), ("heartbeat", "blocked")]


def test_nothing_personal_leaves(places: Places, receiver: HttpReceiver) -> None:
    run_job(places, JOB, Quiet(), RunOptions("full"), as_of=None)

    sent = b"".join(request.body for request in receiver.received).decode()
    assert "1240" in sent
    assert not [name for name in ("Muñoz", "Kowalski", "4200", "example.org") if name in sent]


def test_a_run_that_crashed_is_told_by_the_next_one(places: Places, receiver: HttpReceiver) -> None:
    a_run(places, night(1, outcome="interrupted"))

    ended(places, night(2))

    assert told(receiver) == ["failed", "recovered"]


def test_a_crash_while_telling_repeats_nothing(places: Places, receiver: HttpReceiver) -> None:
    run = ended(places, night(1, a_failed_record))
    half = run.record.model_copy(update={"told": False, "notifications": run.record.notifications[:1]})
    run_folder.write(run.folder, half)

    ended(places, night(2, a_failed_record))

    assert told(receiver) == ["failed", "failed"]
    assert len([request for request in receiver.received if request.path == "/fail"]) == 3  # that of night 1 again: it was not noted


def test_a_dry_run_tells_nobody(places: Places, receiver: HttpReceiver) -> None:
    ended(places, night(1, a_failed_record, dry_run=True))

    assert receiver.received == []


def test_a_notification_that_fails_is_noted_and_fails_nothing(places: Places, receiver: HttpReceiver) -> None:
    receiver.answers += [404, 404]

    run = ended(places, night(1))

    assert run.record.outcome == "succeeded"
    assert [(note.channel, note.error) for note in run.record.notifications] == [
        ("office", "the receiver answered 404"),
        ("heartbeat", "the receiver answered 404"),
    ]


def test_what_cannot_be_written_is_noted_and_the_rest_is_done(places: Places, receiver: HttpReceiver) -> None:
    (places.workspace / "metrics").rmdir()

    run = ended(places, night(1))

    assert run.record.outcome == "succeeded"
    assert run.record.notes == ["It was not possible to write the metrics: No such file or directory."]
    assert "It was not possible to write the metrics" in (places.workspace / "site" / "runs" / run.record.run_id / "index.html").read_text()


def test_a_test_message_goes_to_every_channel(places: Places, receiver: HttpReceiver) -> None:
    from patronctl.config.workspace import load

    sent = tell_test(load(places.workspace).job(JOB))

    assert [note.channel for note in sent] == ["office", "heartbeat"]
    assert told(receiver) == ["test"]


def test_a_jobs_channel_takes_the_place_of_the_districts(places: Places, receiver: HttpReceiver) -> None:
    job = places.workspace / "jobs" / "lincoln" / "students.yaml"
    job.write_text(job.read_text() + f'\nnotify:\n  office: {{type: ping, success: "{receiver.url}/mine", events: [succeeded]}}\n')

    ended(places, night(1))

    assert sorted(request.path for request in receiver.received) == ["/mine", "/ok"]


def test_metrics_are_what_prometheus_reads() -> None:
    record = a_blocked_record(job='a"b\\c')

    families = {family.name: family for family in text_string_to_metric_families(render([record, a_record(job='a"b\\c')]))}

    outcomes = {sample.labels["outcome"]: sample.value for sample in families["patronctl_last_run_outcome"].samples}
    assert outcomes["blocked"] == 1
    assert sum(outcomes.values()) == 1
    records = {sample.labels["counter"]: sample.value for sample in families["patronctl_last_run_records"].samples}
    assert records["records_read"] == 1012
    verdicts = {(s.labels["check"], s.labels["site"]): s.value for s in families["patronctl_last_run_check_passed"].samples}
    assert verdicts["max_inactivated_per_site", "WES"] == 0
    assert families["patronctl_last_success_timestamp_seconds"].samples[0].labels["job"] == 'a"b\\c'
