"""One run at a time per district: a lock that goes with the process, however it ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from patronctl import locks
from patronctl.domain.errors import AlreadyRunningError

LOOK_AGAIN = 0.5
"""Seconds between two looks at a lock that somebody holds."""


@contextmanager
def district_lock(folder: Path, district: str, holder: str, *, patience: float = 0) -> Iterator[None]:
    """Hold a district, after waiting up to `patience` seconds. Raises AlreadyRunningError naming who holds it."""
    with held(folder / "lock", f"district {district}", holder, hint="wait for it to end, or see `patronctl runs`", patience=patience):
        yield


@contextmanager
def held(path: Path, what: str, holder: str, *, hint: str, patience: float = 0) -> Iterator[None]:
    """Hold a lock of any kind; `what` says in an error what is in use. Raises AlreadyRunningError naming who holds it."""
    handle = locks.open_lock(path)
    try:
        _take(handle, what, hint, time.monotonic() + patience)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{holder}, process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC".encode(), 0)
        yield
    finally:
        os.close(handle)


def _take(handle: int, what: str, hint: str, deadline: float) -> None:
    while not _taken(handle):
        if time.monotonic() < deadline:
            time.sleep(LOOK_AGAIN)
            continue
        who = os.pread(handle, 500, 0).decode(errors="replace") or "another process"
        raise AlreadyRunningError(f"{what} is in use by {who}", hint=hint, code="already_running")


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
