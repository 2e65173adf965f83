"""An expression that takes too long ends with its own message, and a run that is stopped meanwhile ends within seconds."""

import os
import signal
import subprocess
import sys
import time

import pytest

from patronctl.config.workspace import load
from patronctl.store import run_folder
from patronctl.update import convert
from patronctl.update.context import RunOptions
from patronctl.update.run import run
from tests.repository.checkout import ROOT
from tests.run.conftest import District

FIELDS = {"site": "Site", "barcode": "Card", "district_id": "Number", "last_name": "Last"}
SLOW = {"first_name": {"sql": "levenshtein(Long, reverse(Long))::varchar"}}


@pytest.fixture
def slow(district: District) -> District:
    """Cells of 60,000 characters, which no bound foresees: one batch of rows takes DuckDB minutes, without a look at interruptions."""
    district.configure({**FIELDS, **SLOW})
    district.feed("Site Card Number Last Long", *(f"01|C{n}|{n}|Oh|{'abcdefghij' * 6000}" for n in range(60)))
    return district


def test_a_conversion_has_a_limit_and_says_which_expressions_it_is_about(slow: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "SECONDS", 0.5)
    monkeypatch.setattr(convert, "BYTES_A_SECOND", 1e12)
    monkeypatch.setattr("patronctl.store.stops.end_hard", lambda: None)
    slow.feed("Site Card Number Last Long", *(f"01|C{n}|{n}|Oh|{'abcdefghij' * 25}" for n in range(20000)))
    begun = time.monotonic()
    record = run(load(slow.root).job("north-students"), RunOptions("full"), slow.places)

    assert record.failure
    assert (record.outcome, record.failure.code) == ("failed", "conversion_timeout")
    assert "fields.first_name" in record.failure.hint
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_is_honored_while_the_database_does_not_listen(slow: District, number: signal.Signals) -> None:
    environment = {**os.environ, "PATRONCTL_WORKSPACE": str(slow.root), "PATRONCTL_STATE": str(slow.places.state)}
    command = [sys.executable, "-m", "patronctl", "run", "north-students", "--log-format", "json"]
    # A shell that starts something in the background makes it deaf for Ctrl-C: hear it again.
    hear = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)  # noqa: E731
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=hear
    ) as process:
        assert process.stderr
        while '"fetch"' not in process.stderr.readline():
            pass
        time.sleep(3)
        process.send_signal(number)
        begun = time.monotonic()
        process.wait(60)
        took = time.monotonic() - begun

    (kept,) = run_folder.of_district(slow.places, "north")
    assert (process.returncode, kept.record.outcome) == (130, "canceled")
    assert took < 5, took  # two seconds, and what a busy machine adds
    assert not (kept.folder / "feed.csv").exists()
