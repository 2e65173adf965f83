"""Write a store anew, without what was deleted from it."""

import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from patronctl import files
from patronctl.domain.errors import AlreadyRunningError, StoreError
from patronctl.places import Places, privately
from patronctl.store import schema
from patronctl.store.connection import MIB, open_store, staging
from patronctl.store.lock import district_lock
from patronctl.store.wear import is_mostly_empty

SMALL = 8 * MIB
"""Bytes of a store that is never worth writing anew by itself."""


def compact(places: Places, district: str) -> tuple[int, int]:
    """Write a district's store anew; answers with its bytes before and after.

    Raises StoreError where there is no store or where it can't be read, AlreadyRunningError while somebody uses it.
    """
    path = places.store(district)
    if not path.exists():
        raise StoreError(f"There is no patron store of a district {district}", hint=f"It would be {path}.")
    with privately(), district_lock(places.district(district), district, "patronctl store compact"):
        before = path.stat().st_size
        rewrite(path)
        return before, path.stat().st_size


def compact_where_grown(places: Places, district: str) -> None:
    """The same where the store would fit into half of its file and the disk has room for both; not now, where somebody uses it."""
    path = places.store(district)
    if path.exists() and path.stat().st_size > SMALL and shutil.disk_usage(path.parent).free > 2 * path.stat().st_size:
        with suppress(AlreadyRunningError):
            if _is_mostly_empty(path):
                compact(places, district)


def _is_mostly_empty(path: Path) -> bool:
    with open_store(path, read_only=True) as door:
        return is_mostly_empty(door)


def rewrite(path: Path) -> None:
    """Write the store anew, without what was deleted; the old file stands until the new one is whole. Nobody may have it open.

    Raises StoreError where it can't be read, AlreadyRunningError where somebody has it open.
    """
    open_store(path).close()  # brought to this version, and with nothing left in its log
    if path.with_name(f"{path.name}.wal").exists():
        raise StoreError(f"{path.name} could not be closed: its log is still there", hint="Run the job once, then try again.")
    with TemporaryDirectory(dir=path.parent, prefix=".compact-") as folder:
        fresh = Path(folder, path.name)
        _copy(path, fresh)
        files.copy_atomically(fresh, path, mode=path.stat().st_mode & 0o777)


def _copy(path: Path, fresh: Path) -> None:
    with staging(reach=[path.parent], scratch=fresh.parent) as door:
        door.run("store/attach.sql", path=str(fresh))
        schema.migrate(door)
        tables = [table["name"] for table in door.rows("store/tables.sql")]
        door.run("store/attach_grown.sql", path=str(path))
        with door.transaction():
            door.run("store/copy.sql", tables=tables)
