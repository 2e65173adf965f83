"""Copies of the patron store: for those who only read, so that they and a run never wait for each other's database lock.

A writer holds `store.lock` while it changes the store's files: in a transaction, and when it opens and closes them. A reader
holds it, shared, only while it copies them, which takes a fraction of a second.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from patronctl.domain.errors import AlreadyRunningError, StoreError

READING = ".reading-"
"""What the names of the folders begin with in which readers keep their copies."""
PATIENCE = 60.0
"""Seconds that a reader waits for a writer's commit."""
_FICLONE = 0x40049409
_NEW = 60.0
"""Seconds for which a folder of a reader is left alone that its reader has not locked yet."""


def wal_of(store: Path) -> Path:
    """Where DuckDB keeps what it has not yet written into the store itself."""
    return store.with_name(store.name + ".wal")


@contextmanager
def writing(store: Path) -> Iterator[None]:
    """Keep readers from copying the store while its files change."""
    handle = _lock_file(store)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def snapshot(store: Path, *, patience: float = PATIENCE) -> Iterator[Path]:
    """A private copy of the store as it was last committed, which goes with its reader. A store that isn't there is handed on as it is.

    Raises AlreadyRunningError where a writer doesn't end its commit, StoreError where there is no room for a copy.
    """
    if not store.exists():
        yield store
        return
    remove_left_by_readers(store.parent)
    with TemporaryDirectory(dir=_where_to_copy(store), prefix=READING, ignore_cleanup_errors=True) as folder:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(held, fcntl.LOCK_SH)
            copied = Path(folder) / store.name
            _copy_both(store, copied, time.monotonic() + patience)
            yield copied
        finally:
            os.close(held)


def remove_left_by_readers(folder: Path) -> None:
    """Remove the copies of readers that were killed. One that is alive holds a lock on its folder."""
    for left in folder.glob(f"{READING}*"):
        with suppress(OSError):
            handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if time.time() - os.fstat(handle).st_mtime > _NEW or any(left.iterdir()):
                    shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(handle)


def copy(source: Path, target: Path) -> None:
    """Copy a file that is no link yet to a new private one, sharing its blocks where the file system can."""
    with (
        source.open("rb") as given,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), "wb") as made,
    ):
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
        raise StoreError(
            f"the patron store can't be copied to read it: {error.strerror}", hint=f"Is there room in {target.parent.parent}?"
        ) from error
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
    return os.open(store.with_name("store.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _where_to_copy(store: Path) -> Path | None:
    """Beside the store, where there is room for another one; elsewhere for those who may read it only."""
    return store.parent if os.access(store.parent, os.W_OK) else None
