"""Reading a store without anybody noticing: from a copy, whose damage is the store's."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from patronctl.domain.errors import StoreError
from patronctl.store.connection import Door, open_store
from patronctl.store.copies import is_emptied, snapshot
from patronctl.store.damage import damaged, is_full
from patronctl.store.soundness import is_damaged


@contextmanager
def reading(store: Path, folder: Path, *, reach: Sequence[Path] = (), scratch: Path | None = None) -> Iterator[Door]:
    """A connection to a copy of the store in the reader's own `folder`, so that a reader and a run never wait for each other.

    The copy may be of an older version: it is brought up to date, the store itself is not touched. What is raised: see `copied`.
    """
    with (
        copied(store, folder) as copy,
        open_store(copy, read_only=copy == store, reach=reach, scratch=scratch) as door,
    ):
        yield door


@contextmanager
def copied(store: Path, folder: Path) -> Iterator[Path]:
    """The store's copy in `folder`. What is wrong with the copy is wrong with the store, and is said in its name.

    Raises StoreError where the store is damaged or there is no room for a copy, AlreadyRunningError where a commit doesn't end.
    """
    if is_emptied(store):
        raise damaged(store)
    copy = snapshot(store, folder)
    try:
        yield copy
    except StoreError as error:
        if error.code == "store_damaged":
            raise damaged(store) from error
        raise
    except duckdb.Error as error:
        about_memory = is_full(error) or isinstance(error, duckdb.OutOfMemoryException | duckdb.InterruptException)
        if not about_memory and copy != store and is_damaged(copy):
            raise damaged(store) from error
        raise
