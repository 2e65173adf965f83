"""Why a patron store can't be opened, told by locks, error numbers and the file itself: DuckDB has one class of error for all of it."""

import errno
import fcntl
import os
import struct
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from patronctl.domain.errors import AlreadyRunningError, PatronctlError, StoreError
from patronctl.store.copies import wal_of
from patronctl.store.sql import render

_MAGIC = slice(8, 12)
_VERSION = slice(12, 20)
_FORMATS_TO_COME = 1000
"""A number above the newest known form is a newer one, within this many; beyond that it is a damaged one."""
_FLOCK = "@hhqqi4x"
WAY_BACK = "See `patronctl store check {district}`; `patronctl store restore {district}` brings back the copy of the last good run."


def why_not_opened(store: Path, *, read_only: bool, error: duckdb.Error) -> PatronctlError | duckdb.Error:
    """The error for a store that DuckDB refused to open; its own where the reason lies elsewhere."""
    if is_full(error) or isinstance(error, duckdb.OutOfMemoryException | duckdb.InterruptException):
        return error
    if pid := holder(store, shared=read_only):
        return AlreadyRunningError(
            f"the patron store is in use by another process{f', {pid}' if pid > 0 else ''}",
            hint="Wait for it to end, or let the run wait with --wait MINUTES.",
            code="already_running",
        )
    try:
        with store.open("rb") as file:
            head = file.read(_VERSION.stop)
    except OSError as problem:
        words = f"the patron store {store.name} can't be opened: {problem.strerror}"
        return StoreError(words, hint=_access(problem), code="store_unreadable")
    if head[_MAGIC] == b"DUCK" and 0 < int.from_bytes(head[_VERSION], "little") - newest_format() < _FORMATS_TO_COME:
        return StoreError(
            f"{store.name} was written by a newer version of DuckDB than {duckdb.__version__}",
            hint="Upgrade patronctl on this machine to the version that wrote it.",
            code="store_newer",
        )
    return damaged(store)


def damaged(store: Path) -> StoreError:
    """The error for a store whose file or log can't be read."""
    what = "holds no patron store" if _lacks_magic(store) else "is damaged"
    return StoreError(f"{store.name} {what}", hint=WAY_BACK.format(district=store.parent.name), code="store_damaged")


def holder(store: Path, *, shared: bool) -> int | None:
    """The process whose lock keeps us from opening the store, None where there is none; -1 where the system doesn't name it.

    To be asked by who could not open it: closing the file lets go of every lock that this process has on it.
    """
    kind = fcntl.F_RDLCK if shared else fcntl.F_WRLCK
    try:
        with store.open("rb" if shared else "r+b") as file:
            answer = fcntl.fcntl(file, fcntl.F_GETLK, struct.pack(_FLOCK, kind, os.SEEK_SET, 0, 0, 0))
    except OSError:
        return None
    found, _, _, _, pid = struct.unpack(_FLOCK, answer)
    return None if found == fcntl.F_UNLCK else pid if pid > 0 else -1


def is_full(error: BaseException) -> bool:
    """Whether an error says that a disk or a quota is full. DuckDB has no number for it; what it quotes is the C library's own text."""
    numbers = (errno.ENOSPC, errno.EDQUOT)
    if isinstance(error, OSError):
        return error.errno in numbers
    return isinstance(error, duckdb.Error) and any(os.strerror(number) in str(error) for number in numbers)


@cache
def newest_format() -> int:
    """The newest form of file that this DuckDB reads."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "newest"
        with duckdb.connect(":memory:") as connection:
            connection.execute(render("store/newest_format.sql", path=str(path)).text)
        return int.from_bytes(path.read_bytes()[_VERSION], "little")


def remains(store: Path) -> list[Path]:
    """The files of a store that are there: the store itself, and its log."""
    return [path for path in (store, wal_of(store)) if path.exists()]


def _lacks_magic(store: Path) -> bool:
    try:
        with store.open("rb") as file:
            return file.read(_VERSION.stop)[_MAGIC] != b"DUCK"
    except OSError:
        return False


def _access(error: OSError) -> str:
    return "Run it as root, or as the account that runs the jobs." if isinstance(error, PermissionError) else "See its folder."
