"""The patron store's schema and its migrations: numbered files, each applied once, in one transaction."""

from pathlib import Path
from typing import TYPE_CHECKING

from patronctl.domain.errors import StoreError
from patronctl.domain.fields import FIELDS

if TYPE_CHECKING:
    from patronctl.store.connection import Door

MIGRATIONS: tuple[str, ...] = (
    "store/001_tables.sql",
    "store/002_feed_hash.sql",
    "store/003_confirmed.sql",
    "store/004_inactive_by.sql",
)
VERSION = len(MIGRATIONS)
BY_RETIREMENT = "*"
"""In the place of a job's name: the retirement inactivated the patron."""
STORED = tuple(field for field in FIELDS if field.kind != "secret")


def migrate(door: "Door") -> None:
    """Bring the attached store to the current version. A store that is current is not written to."""
    found = version(door)
    if found >= VERSION:
        return
    with door.transaction():
        for number, name in enumerate(MIGRATIONS[found:], start=found + 1):
            door.run(name, fields=STORED)
            door.run("store/set_version.sql", version=number)


def version(door: "Door") -> int:
    """The version of the attached store; 0 where it is empty."""
    if not door.row("store/has_version.sql")["there"]:
        return 0
    return int(door.row("store/version.sql")["version"])


def check(door: "Door", path: Path) -> None:
    """Refuse a store that is not of this version. Raises StoreError."""
    found = version(door)
    if found > VERSION:
        raise StoreError(f"{path.name} was written by a newer patronctl", hint="upgrade patronctl on this machine")
    if found < VERSION:
        raise StoreError(f"{path.name} was written by an older patronctl", hint="the next real run brings it up to date")
