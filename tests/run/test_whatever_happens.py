"""Whatever happens to a run becomes its outcome: in the record, for those who are told, in the metrics and in the exit code."""

import errno
import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from patronctl.config.workspace import load
from patronctl.domain.progress import Quiet
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.update import run as pipeline
from patronctl.update.context import RunOptions
from patronctl.update.job import exit_code, run_job
from patronctl.watch.alarm import tell_trouble
from patronctl.watch.status import status
from tests.notify.receivers import HttpReceiver, http_receiver
from tests.run.conftest import District

JOB = "north-students"
FIELDS = {"site": "Site", "barcode": "Card", "district_id": "Number", "last_name": "Last"}
NOTIFY = (
    "notify: {hook: {type: webhook, url: {file: url}, secret: {file: key}, events: [succeeded, failed]}}\nmetrics_folder: ../../metrics\n"
)


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with http_receiver() as receiver:
        yield receiver


@pytest.fixture
def watched(district: District, receiver: HttpReceiver) -> District:
    """A district that tells a receiver and writes metrics."""
    district.configure(FIELDS)
    for name, text in {"url": f"{receiver.url}/hook", "key": "s3cret"}.items():
        (district.folder / name).write_text(text)
        (district.folder / name).chmod(0o600)
    with (district.folder / "district.yaml").open("a") as file:
        file.write(NOTIFY)
    (district.root / "metrics").mkdir()
    district.feed("Site Card Number Last", "01|C1|1|Oh")
    return district


def run(district: District) -> RunRecord:
    return run_job(district.places, JOB, Quiet(), RunOptions("full"), as_of=None).record


def told(receiver: HttpReceiver) -> list[tuple[str, str]]:
    return [(event["event"], event["outcome"]) for event in (json.loads(request.body) for request in receiver.received)]


def measured(district: District) -> str:
    text = (district.root / "metrics" / f"patronctl_{JOB}.prom").read_text()
    return next(
        line.partition('outcome="')[2].partition('"')[0] for line in text.splitlines() if "_outcome{" in line and line.endswith(" 1")
    )


class _NobodyForesawError(Exception):
    """An error of a kind that no list of error types can hold."""


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("fetch", _NobodyForesawError("x")),
        ("stage", IndexError("x")),
        ("convert", ValueError("\udce9")),
        ("match", MemoryError()),
        ("guard", RecursionError()),
        ("summarize", StopIteration()),
    ],
)
def test_an_error_that_nobody_foresaw_ends_the_run_as_a_failure(
    watched: District, receiver: HttpReceiver, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pipeline._Run, step, fail)
    record = run(watched)

    (kept,) = run_folder.of_district(watched.places, "north")
    assert (record.outcome, kept.record.outcome, kept.record.store_changed, exit_code(record)) == ("failed", "failed", False, 1)
    assert kept.record.failure
    assert kept.record.finished
    assert told(receiver) == [("failed", "failed")]
    assert measured(watched) == "failed"
    assert not (kept.folder / "feed.csv").exists()


def test_what_fails_after_the_commit_is_a_note_of_a_run_that_succeeded(
    watched: District, receiver: HttpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> list[str]:
        raise _NobodyForesawError

    monkeypatch.setattr("patronctl.update.gate.FeedGates.after_load", fail)
    record = run(watched)

    assert (record.outcome, record.store_changed, record.failure) == ("succeeded", True, None)
    assert any("The changes were loaded. Afterwards something failed" in note for note in record.notes)
    assert told(receiver) == [("succeeded", "succeeded")]


def test_a_record_that_no_disk_takes_is_told_and_measured_all_the_same(
    watched: District, receiver: HttpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, writes = run_folder.write, []

    def full(folder: Path, record: RunRecord) -> None:
        writes.append(record.outcome)
        if record.outcome != "running":
            raise OSError(errno.ENOSPC, "No space left on device")
        written(folder, record)

    monkeypatch.setattr(run_folder, "write", full)
    record = run(watched)

    assert "succeeded" in writes
    assert record.outcome == "succeeded"
    assert any("The record could not be written" in note for note in record.notes)
    assert told(receiver) == [("succeeded", "succeeded")]
    assert measured(watched) == "succeeded"


def test_a_run_that_was_killed_is_told_and_measured_by_status(watched: District, receiver: HttpReceiver) -> None:
    run(watched)
    killed = os.fork()
    if killed == 0:
        pipeline._Run.match = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment,method-assign,return-value]
        run(watched)
        os._exit(0)
    os.waitpid(killed, 0)

    health = status(watched.places)
    tell_trouble(watched.places, health)

    assert not health.healthy
    assert "interrupted" in health.jobs[0].reasons[0]
    assert told(receiver) == [("succeeded", "succeeded"), ("failed", "interrupted")]
    assert measured(watched) == "interrupted"
    assert run(watched).outcome == "succeeded"
    assert [each.record.outcome for each in run_folder.of_district(watched.places, "north")] == ["succeeded", "interrupted", "succeeded"]


def with_blank_first_line(path: Path) -> Path:
    path.write_bytes(b"\r\n" + path.read_bytes())
    return path


def in_latin_1(path: Path) -> Path:
    return path.rename(Path(os.fsdecode(os.fsencode(path.parent) + b"/f-\xe9t\xe9.csv")))


@pytest.mark.parametrize("changed", [with_blank_first_line, in_latin_1])
def test_a_feed_of_an_odd_kind_has_an_outcome_everywhere(
    watched: District, receiver: HttpReceiver, changed: Callable[[Path], Path]
) -> None:
    changed(watched.folder / "feeds" / "f.csv")
    job = watched.folder / "north.yaml"
    job.write_text(job.read_text().replace("file: f.csv", 'file: "f*.csv"') + "after_run: {archive: done}\n")
    record = run(watched)

    (kept,) = run_folder.of_district(watched.places, "north")
    assert kept.record.outcome == record.outcome != "running"
    assert told(receiver) == [(record.outcome, record.outcome)]
    assert measured(watched) == record.outcome


def test_a_name_that_is_not_utf_8_is_loaded_named_and_archived(watched: District) -> None:
    in_latin_1(watched.folder / "feeds" / "f.csv")
    job = watched.folder / "north.yaml"
    job.write_text(job.read_text().replace("file: f.csv", 'file: "f*.csv"') + "after_run: {archive: done}\n")
    record = run(watched)

    assert (record.outcome, record.source and record.source.file) == ("succeeded", "f-\\xe9t\\xe9.csv")
    assert [os.fsencode(path.name)[:6] for path in (watched.folder / "feeds" / "done").iterdir()] == [b"f-\xe9t\xe9-"]
    assert load(watched.root).errors == ()
    assert Places(watched.root, watched.root / "state").runs("north").exists()


class _GoneTerminal(Quiet):
    def step_started(self, name: str, total: int | None = None, unit: str = "records") -> None:
        raise BrokenPipeError(name, total, unit)


def test_a_terminal_that_has_gone_is_no_reason_to_fail(watched: District) -> None:
    record = run_job(watched.places, JOB, _GoneTerminal(), RunOptions("full"), as_of=None).record

    assert record.outcome == "succeeded"
