"""Ctrl-C and SIGTERM around a database: told as what they are, and held back where only all or nothing will do."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import duckdb

from patronctl.domain import interruption

STOPS = (signal.SIGINT, signal.SIGTERM)


_hard: list[bool] = []


def end_hard() -> None:
    """A thread is caught in the database: the process can't wait for it at its end."""
    _hard.append(True)


def leave(code: int) -> None:
    """End the process at once, where `end_hard` was called; everything has been written by now."""
    if _hard:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


@contextmanager
def told() -> Iterator[None]:
    """DuckDB tells of a Ctrl-C or SIGTERM during its work with an error of its own; this raises KeyboardInterrupt for it."""
    try:
        yield
    except (RuntimeError, duckdb.Error) as error:
        stop = error.__cause__ or error.__context__
        if isinstance(stop, KeyboardInterrupt):
            raise stop from None
        if interruption.asked() or is_stop(error):
            raise KeyboardInterrupt from None
        raise


def is_stop(error: Exception) -> bool:
    """Whether these are DuckDB's words for an interruption, which may stand within another error, of the CSV reader say."""
    plain = isinstance(error, RuntimeError | duckdb.InterruptException) and "interrupt" in str(error).lower()
    return plain or "INTERRUPT Error" in str(error)


@contextmanager
def held_back() -> Iterator[None]:
    """Let a Ctrl-C or SIGTERM wait until the body is done. To block the signals is not enough: DuckDB's threads would take them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        came.append(number)

    before = {number: signal.signal(number, remember) for number in STOPS}
    try:
        yield
    finally:
        for number in STOPS:
            signal.signal(number, before[number] or signal.SIG_DFL)
        if came:
            signal.raise_signal(came[0])
