"""What a run tells while it is under way."""

import io
import json

from rich.console import Console

from patronctl.domain.progress import Progress
from patronctl.views.log import JsonLines
from patronctl.views.progress import Live


def a_run_told_to(listener: Progress) -> None:
    listener.run_started("20261123T023000Z-lincoln-students-a1b2", "lincoln-students")
    listener.step_started("fetch", total=100, unit="bytes")
    listener.advanced(60)
    listener.advanced(40)
    listener.step_finished("fetch", 0.5, 1247)
    listener.step_started("stage")
    listener.step_finished("stage", 0.1, 1247)
    listener.run_finished("blocked")


def test_log_lines_carry_run_job_and_step() -> None:
    stream = io.StringIO()
    a_run_told_to(JsonLines(stream))

    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(line["event"], line.get("step"), line["level"]) for line in lines] == [
        ("run started", None, "info"),
        ("step started", "fetch", "info"),
        ("step finished", "fetch", "info"),
        ("step finished", "stage", "info"),
        ("run finished", None, "error"),
    ]
    assert {line["run_id"] for line in lines} == {"20261123T023000Z-lincoln-students-a1b2"}
    assert {line["job"] for line in lines} == {"lincoln-students"}
    assert (lines[2]["seconds"], lines[2]["rows"]) == (0.5, 1247)


def test_a_terminal_sees_counts_and_is_left_clean() -> None:
    stream = io.StringIO()
    a_run_told_to(Live(Console(file=stream, force_terminal=True, width=80)))

    told = stream.getvalue()
    assert "fetch" in told
    assert "1,247 rows" in told
    assert told.endswith("\x1b[2K")


def test_a_step_that_learns_later_how_far_it_goes_is_one_line() -> None:
    stream = io.StringIO()
    listener = Live(Console(file=stream, force_terminal=True, width=80))

    listener.run_started("20261123T023000Z-lincoln-students-a1b2", "lincoln-students")
    listener.step_started("fetch")
    listener.step_started("fetch", total=100, unit="bytes")
    listener.step_finished("fetch", 0.5, 1247)
    listener.run_finished("succeeded")

    last_drawn = stream.getvalue().rpartition("1,247 rows")[0].rpartition("\r")[2]
    assert last_drawn.count("fetch") == 1
