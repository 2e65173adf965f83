"""Copies of the patron store: for those who only read, so that they and a run never wait for each other's database lock.

A writer holds `store.lock` while it changes the store's files: in a transaction, and when it opens and closes them. A reader
holds it, shared, only while it copies them, which takes a fraction of a second.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from patronctl import files, locks
from patronctl.domain.errors import AlreadyRunningError, StoreError

PATIENCE = 60.0
"""Seconds that a reader waits for a writer's commit."""
_FICLONE = 0x40049409


def wal_of(store: Path) -> Path:
    """Where DuckDB keeps what it has not yet written into the store itself."""
    return store.with_name(store.name + ".wal")


def good_copy(store: Path) -> Path:
    """Where the copy of the last good run lies."""
    return store.with_name("store.good.duckdb")


def is_emptied(store: Path) -> bool:
    """Whether something made the store's file empty. DuckDB would take it for a new one; without a copy it may be one."""
    return store.exists() and store.stat().st_size == 0 and good_copy(store).exists()


@contextmanager
def writing(store: Path) -> Iterator[None]:
    """Keep readers from copying the store while its files change."""
    handle = _lock_file(store)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def snapshot(store: Path, into: Path, *, patience: float = PATIENCE) -> Path:
    """Copy the store, as it was last committed, into the reader's own folder. A store that isn't there is handed on as it is.

    Raises AlreadyRunningError where a writer doesn't end its commit, StoreError where there is no room for a copy.
    """
    if not store.exists():
        return store
    copied = into / store.name
    _copy_both(store, copied, time.monotonic() + patience)
    return copied


def copy(source: Path, target: Path) -> None:
    """Copy a file that is no link yet to a new private one, sharing its blocks where the file system can."""
    with source.open("rb") as given, files.create(target) as made:
        try:
            fcntl.ioctl(made, _FICLONE, given.fileno())
        except OSError:
            shutil.copyfileobj(given, made, 1 << 22)


def _copy_both(store: Path, target: Path, deadline: float) -> None:
    handle = _lock_file(store)
    try:
        _share(handle, deadline)
        for source, made in ((store, target), (wal_of(store), wal_of(target))):
            if source.exists():
                copy(source, made)
    except OSError as error:
        words = f"the patron store can't be copied to read it: {error.strerror}"
        raise StoreError(words, hint=f"Is there room in {target.parent.parent}?", code="store_unreadable") from error
    finally:
        os.close(handle)


def _share(handle: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise AlreadyRunningError(
                    "the patron store is being written by another process", hint="Wait for it to end.", code="already_running"
                ) from None
            time.sleep(0.05)
        else:
            return


def _lock_file(store: Path) -> int:
    return locks.open_lock(store.with_name("store.lock"))
