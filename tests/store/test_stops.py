"""A stop in the middle of a commit: the commit is done, then the stop is told."""

import signal
from collections.abc import Iterator

import duckdb
import pytest

from patronctl.store import stops
from patronctl.store.connection import Door, staging
from tests.harness.stops import StoppedWhenItCommits


@pytest.fixture
def door() -> Iterator[Door]:
    with staging() as made:
        yield made


@pytest.fixture(params=[signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def stop(request: pytest.FixtureRequest) -> Iterator[signal.Signals]:
    def terminate(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, terminate) for number in stops.STOPS}
    yield request.param
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_stop_during_the_commit_is_told_after_it(door: Door, stop: signal.Signals) -> None:
    door.connection.execute("CREATE TABLE t (i INTEGER)")
    door.connection = StoppedWhenItCommits(door.connection, stop)

    with pytest.raises(KeyboardInterrupt), door.transaction():
        door.connection.execute("INSERT INTO t VALUES (1)")

    assert door.commits == 1
    assert door.connection.execute("SELECT count(*) FROM t").fetchone() == (1,)


def test_a_stop_before_the_commit_undoes_everything(door: Door, stop: signal.Signals) -> None:
    door.connection.execute("CREATE TABLE t (i INTEGER)")

    def work() -> None:
        with door.transaction():
            door.connection.execute("INSERT INTO t VALUES (1)")
            signal.raise_signal(stop)

    with pytest.raises(KeyboardInterrupt):
        work()

    assert door.commits == 0
    assert door.connection.execute("SELECT count(*) FROM t").fetchone() == (0,)


def test_the_signals_mean_afterwards_what_they_meant_before() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    with stops.held_back():
        pass

    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_duckdbs_own_words_for_an_interruption_are_one() -> None:
    with pytest.raises(KeyboardInterrupt), stops.told():
        raise RuntimeError("Query interrupted")


def test_another_error_stays_what_it_is() -> None:
    with pytest.raises(RuntimeError, match="out of paper"), stops.told():
        raise RuntimeError("out of paper")


def test_an_interruption_within_another_error_is_one() -> None:
    with pytest.raises(KeyboardInterrupt), stops.told():
        raise duckdb.InvalidInputException("Invalid Input Error: CSV Error: INTERRUPT Error: Interrupted!")
