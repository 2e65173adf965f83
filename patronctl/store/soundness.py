"""Whether a patron store can be read to its last value, and the copy that is kept of it after every good run."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from patronctl import files
from patronctl.domain.errors import StoreError
from patronctl.store import schema
from patronctl.store.connection import Door, staging
from patronctl.store.copies import copy, good_copy, is_emptied, wal_of
from patronctl.store.damage import damaged, is_full, why_not_opened

ROOM = 2
"""A copy is made where the disk has room for so many of the store: the copy, and a load that writes everything anew."""


def read_all(store: Path) -> dict[str, int]:
    """Read every value of a store; the tables with their rows. Nobody may have it open to write.

    Raises StoreError where it is damaged or of a newer version, AlreadyRunningError where it is in use.
    """
    if is_emptied(store):
        raise damaged(store)
    try:
        with staging(reach=[store.parent]) as door:
            _attach(door, store)
            if schema.version(door) > schema.VERSION:
                schema.check(door, store)
            return {row["name"]: door.row("store/read_all.sql", table=row["name"])["rows"] for row in door.rows("store/tables.sql")}
    except duckdb.Error as error:
        if is_full(error) or isinstance(error, duckdb.OutOfMemoryException | duckdb.InterruptException):
            raise
        raise damaged(store) from error


def last_run(store: Path) -> str | None:
    """The run that loaded last into a sound store."""
    with staging(reach=[store.parent]) as door:
        _attach(door, store)
        found = door.row("store/last_load.sql")["run_id"]
        return str(found) if found else None


def is_damaged(store: Path) -> bool:
    """Whether a store that is there can't be read to its end."""
    if not store.exists():
        return False
    try:
        read_all(store)
    except StoreError as error:
        return error.code == "store_damaged"
    return False


def keep_good_copy(store: Path) -> str:
    """Copy the store and read the copy to its end, before it takes the place of the last one; a note where there is no copy now.

    The caller holds the district, and nobody has the store open to write.
    """
    size = store.stat().st_size
    if shutil.disk_usage(store.parent).free < ROOM * size:
        return f"No copy of the patron store was kept: the disk has less room than {ROOM * size / 1e6:,.0f} MB."
    made = store.with_name(".store.good.new")
    try:
        for path in (made, wal_of(made)):
            files.remove(path)
        copy(store, made)
        if wal_of(store).exists():
            copy(wal_of(store), wal_of(made))
        read_all(made)
        for path in (made, wal_of(made)):
            _flush(path)
        files.remove(wal_of(good_copy(store)))
        files.rename(made, good_copy(store))
        if wal_of(made).exists():
            files.rename(wal_of(made), wal_of(good_copy(store)))
    except BaseException:
        for path in (made, wal_of(made)):
            files.remove(path)
        raise
    return ""


def put_back(source: Path, store: Path) -> list[Path]:
    """Put a sound copy in the store's place; what lay there is set aside, and where is answered.

    The caller holds the district. Raises StoreError where the copy is damaged; then nothing is changed.
    """
    read_all(source)
    made = store.with_name(".store.restored")
    for path in (made, wal_of(made)):
        files.remove(path)
    copy(source, made)
    if wal_of(source).exists():
        copy(wal_of(source), wal_of(made))
    aside = []
    for path in (wal_of(store), store):
        if path.exists():
            aside.append(path.with_name(f"store.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.duckdb{'.wal' if path != store else ''}"))
            files.rename(path, aside[-1])
    if wal_of(made).exists():
        files.rename(wal_of(made), wal_of(store))
    files.rename(made, store)
    return aside


def _attach(door: Door, store: Path) -> None:
    try:
        door.run("store/attach_read_only.sql", path=str(store))
    except duckdb.Error as error:
        problem = why_not_opened(store, read_only=True, error=error)
        if problem is error:
            raise
        raise problem from error


def _flush(path: Path) -> None:
    if path.exists():
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
