"""The summary and the list of runs on terminals of any width, and in pipes."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from patronctl.domain.run_record import Check, Notification
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.store.run_folder import Run
from patronctl.views import json as json_form
from patronctl.views import runs, text
from tests.reports.fixtures import a_blocked_record, a_failed_record, a_record, a_run


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "workspace", tmp_path / "state")


def the_run(places: Places, record: object) -> Run:
    run = run_folder.read(a_run(places, record))
    assert run
    return run


def shown(renderable: RenderableType, width: int = 100, **options: object) -> str:
    console = Console(file=io.StringIO(), width=width, **options)
    console.print(renderable)
    return console.file.getvalue()


def test_the_summary_shows_every_counter_check_and_message(places: Places) -> None:
    lines = [" ".join(line.split()) for line in shown(text.render(the_run(places, a_record()))).splitlines()]

    assert {"Records read 1,247", "Transferred 4", "Skipped 5", "Inactivated 0"} <= set(lines)
    assert any(line.startswith("Records read 1,247 more than 1,000 passed") for line in lines)
    assert any(line.startswith("2 E barcode_in_use") for line in lines)


def test_what_was_refused_stands_before_what_passed(places: Places) -> None:
    told = shown(text.render(the_run(places, a_blocked_record())))

    assert told.index("refused") < told.index("passed")


def test_routine_checks_are_counted_and_not_listed(places: Places) -> None:
    routine = [Check(name="max_deleted_per_site", family="guard", observed="0", limit="10%", passed=True, site=f"S{n}") for n in range(40)]

    told = shown(text.render(the_run(places, a_record(checks=[*routine, *a_record().checks]))))

    assert "40 more checks passed" in told
    assert "at S1" not in told


def test_a_channel_that_could_not_be_told_is_said(places: Places) -> None:
    note = Notification(event="succeeded", channel="office", error="the mail server answered 550")

    assert "note: office could not be told: the mail server answered 550." in shown(
        text.render(the_run(places, a_record(notifications=[note])))
    )


def test_a_failure_is_shown_with_its_hint(places: Places) -> None:
    assert "hint: Was the export run?" in shown(text.render(the_run(places, a_failed_record())))


@pytest.mark.parametrize("width", [30, 60, 200])
def test_no_line_is_wider_than_the_terminal(places: Places, width: int) -> None:
    told = shown(text.render(the_run(places, a_blocked_record())), width)

    assert max(len(line) for line in told.splitlines()) <= width


def test_a_pipe_gets_no_color(places: Places) -> None:
    assert "\x1b" not in shown(text.render(the_run(places, a_record())))
    assert "\x1b[" in shown(text.render(the_run(places, a_record())), force_terminal=True)


@pytest.mark.parametrize("width", [40, 160])
def test_identifiers_of_runs_are_never_broken(places: Places, width: int) -> None:
    a_run(places, a_record())

    assert "20261123T023000Z-lincoln-students-a1b2" in shown(runs.RunList(run_folder.every(places)), width)


def test_a_blocked_run_is_not_listed_with_changes(places: Places) -> None:
    a_run(places, a_blocked_record())

    assert "1,012 read, - changed, - retired" in shown(runs.RunList(run_folder.every(places)), 80)


def test_no_runs_is_said() -> None:
    assert shown(runs.RunList([])) == "No runs yet.\n"


def test_json_has_what_the_contract_names(places: Places) -> None:
    summary = json.loads(json_form.render(the_run(places, a_record())))

    assert summary["format_version"] == 1
    assert summary["outcome"] == "succeeded"
    assert summary["counters"]["records_read"] == 1247
    assert summary["messages"] == {"barcode_in_use": 2, "duplicate_in_file": 3, "gender_invalid": 9}
    assert {"file", "bytes", "sha256"} <= summary["source"].keys()
    assert {"name", "seconds", "rows"} == summary["steps"][0].keys()
