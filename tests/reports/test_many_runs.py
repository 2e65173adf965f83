"""A thousand retained runs: whoever asks about one, or about the newest, reads no others."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from patronctl.cli.main import app
from patronctl.config.workspace import load
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.update.after import measure
from patronctl.update.announce import tell_of_runs
from patronctl.update.begin import recover
from patronctl.update.prune import prune_job
from tests.reports.fixtures import a_failed_record, a_record, a_run
from tests.reports.workspace import a_workspace

NIGHTS = 500
LAST = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


def run_id(night: int, job: str) -> str:
    return f"{LAST - timedelta(days=night):%Y%m%dT%H%M%SZ}-{job}-{night:05x}"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    root = tmp_path_factory.mktemp("many")
    places = Places(root, root / "state")
    a_workspace(root, options="{keep_runs: 1000}")
    a_run(places, a_record(run_id=run_id(0, "lincoln-students")))
    text = (places.runs("lincoln") / run_id(0, "lincoln-students") / "run.json").read_text()
    first = json.loads(text)
    for night in range(1, NIGHTS):
        for job in ("lincoln-students", "lincoln-staff"):
            folder = places.runs("lincoln") / run_id(night, job)
            folder.mkdir(mode=0o700)
            started = (LAST - timedelta(days=night)).isoformat()
            (folder / "run.json").write_text(json.dumps({**first, "run_id": folder.name, "job": job, "started": started, "told": True}))
    a_run(places, a_failed_record(run_id=run_id(NIGHTS, "lincoln-students")))
    return places


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the runs whose records are read."""
    names: list[str] = []
    validate = RunRecord.model_validate_json

    def noted(data: bytes) -> RunRecord:
        record = validate(data)
        names.append(record.run_id)
        return record

    monkeypatch.setattr(RunRecord, "model_validate_json", noted)
    return names


def patronctl(places: Places, *arguments: str) -> str:
    done = CliRunner().invoke(app, [*arguments, "--workspace", str(places.workspace), "--state", str(places.state)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_newest_run_is_found_by_its_name(places: Places, read: list[str]) -> None:
    patronctl(places, "runs", "show", "latest")

    assert read == [run_id(0, "lincoln-students")]


@pytest.mark.parametrize("whole", [True, False])
def test_a_run_is_found_by_its_identifier_or_by_the_beginning_of_it(places: Places, read: list[str], whole: bool) -> None:
    wanted = run_id(77, "lincoln-staff")

    patronctl(places, "runs", "show", wanted if whole else wanted[:-5])

    assert read == [wanted]


def test_the_list_has_the_newest_and_says_how_many_are_left_out(places: Places, read: list[str]) -> None:
    text = patronctl(places, "runs", "--limit", "3")

    assert text.splitlines()[-1] == f"{2 * NIGHTS - 3:,} older runs not shown; --limit 0 shows all."
    assert len(read) == 3


def test_the_list_of_a_job_reads_only_its_own_runs_and_not_all_of_them(places: Places, read: list[str]) -> None:
    listed = json.loads(patronctl(places, "runs", "lincoln-staff", "--format", "json"))

    assert [run["run_id"] for run in listed["runs"]] == [run_id(night, "lincoln-staff") for night in range(1, 201)]
    assert listed["more"] == NIGHTS - 1 - 200
    assert len(read) == 200


def test_all_runs_are_listed_on_request(places: Places) -> None:
    listed = json.loads(patronctl(places, "runs", "--limit", "0", "--format", "json"))

    assert (len(listed["runs"]), listed["more"], listed["format_version"]) == (2 * NIGHTS, 0, 1)


def test_no_runs_are_an_empty_list(tmp_path: Path) -> None:
    listed = json.loads(patronctl(Places(tmp_path, tmp_path / "state"), "runs", "--format", "json"))

    assert listed == {"format_version": 1, "more": 0, "runs": []}


def test_what_goes_before_and_after_a_run_reads_only_the_newest_runs(places: Places, read: list[str]) -> None:
    loaded = load(places.workspace).job("lincoln-students")

    recover(places, "lincoln")
    tell_of_runs(loaded, places)
    measure(loaded, places)
    prune_job(loaded, places)

    assert len(read) <= 10


def test_the_health_of_a_job_reads_its_newest_runs_and_its_oldest_one(places: Places, read: list[str]) -> None:
    from patronctl.watch.status import status

    health = status(places, job="lincoln-students", now=LAST + timedelta(hours=8))

    assert health.jobs[0].last_run == run_id(0, "lincoln-students")
    assert health.jobs[0].last_success == LAST
    assert len(read) <= 12
    assert {*read} >= {run_id(NIGHTS, "lincoln-students"), run_id(0, "lincoln-students")}


def test_a_run_that_was_left_open_is_closed_though_later_ones_failed(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "state")
    left = a_run(places, a_record(run_id=run_id(9, "lincoln-students"), outcome="running", finished=None, pid=1, process="gone"))
    for night in range(1, 9):
        a_run(places, a_failed_record(run_id=run_id(night, "lincoln-students")))

    recover(places, "lincoln")

    found = run_folder.read(left)
    assert found is not None
    assert (found.record.outcome, found.record.finished is None) == ("interrupted", False)
