"""A run that did not start is told once, by whoever looks."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from patronctl.places import Places
from patronctl.watch.missed import tell_missed
from tests.notify.receivers import HttpReceiver, http_receiver
from tests.reports.fixtures import a_record, a_run
from tests.reports.workspace import JOB, a_workspace


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with http_receiver() as receiver:
        yield receiver


@pytest.fixture
def places(tmp_path: Path, receiver: HttpReceiver) -> Places:
    """The last run was on Wednesday morning; the schedule says every weekday at 02:30, America/Chicago."""
    a_workspace(tmp_path, district=f'notify:\n  office: {{type: webhook, url: "{receiver.url}", secret: {{file: key}}}}\n')
    key = tmp_path / "jobs" / "lincoln" / "key"
    key.write_text("s3cret")
    key.chmod(0o600)
    places = Places(tmp_path, tmp_path / "state")
    a_run(places, a_record(run_id=f"20261118T083000Z-{JOB}-a1b2", update="incremental"))
    return places


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_nothing_missed_tells_nobody(places: Places, receiver: HttpReceiver) -> None:
    assert tell_missed(places, now=at(18)) == []
    assert receiver.received == []


def test_each_missed_run_is_told_once(places: Places, receiver: HttpReceiver) -> None:
    tell_missed(places, now=at(19))
    tell_missed(places, now=at(19, 20))
    tell_missed(places, now=at(20))

    events = [json.loads(request.body) for request in receiver.received]
    assert [event["id"] for event in events] == [f"20261119T083000Z-{JOB}-missed", f"20261120T083000Z-{JOB}-missed"]
    assert events[0]["headline"] == "The incremental update of Thu 2026-11-19 02:30 was missed."


def test_a_run_that_was_killed_is_told_and_not_again_by_the_next(places: Places, receiver: HttpReceiver) -> None:
    now = datetime.now(UTC)
    a_run(places, a_record(run_id=f"20261118T090000Z-{JOB}-dead", outcome="running", started=now, pid=1, process="gone", finished=None))

    tell_missed(places, now=at(18))
    tell_missed(places, now=at(18))

    assert [json.loads(request.body)["event"] for request in receiver.received] == ["failed"]


def test_one_that_did_not_arrive_is_tried_when_somebody_looks_again(places: Places, receiver: HttpReceiver) -> None:
    receiver.answers.append(404)

    assert [note.error for note in tell_missed(places, now=at(19))] == ["the receiver answered 404"]
    assert [note.error for note in tell_missed(places, now=at(19))] == [""]
    assert tell_missed(places, now=at(19)) == []
