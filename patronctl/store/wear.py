"""When a checkpoint compacts the store's file, so that it stays about as large as what is in it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from patronctl.store.connection import Door

SMALL = 4 * 1024 * 1024
"""Bytes of a store for which a compaction costs less than to ask whether it is worth one."""
MOST_DEAD = 0.2
"""The share of deleted rows among those of a table in the file, and of half-empty blocks in the file, from which on it is compacted."""


def is_worth_compacting(door: "Door", path: Path) -> bool:
    """Whether a checkpoint should compact the store.

    Left alone, DuckDB compacts whatever it can: after a first load that leaves a row group all but empty, the first small change would
    write a third of the store again. Never left to do it, it adds a row group and a block a table every night.
    """
    if path.stat().st_size <= SMALL:
        return True
    wear = _of(door)
    half_empty, used = sum(table["half_empty_blocks"] for table in wear), wear[0]["used_blocks"]
    return half_empty > used * MOST_DEAD or any(table["dead"] > table["rows"] * MOST_DEAD for table in wear)


def is_mostly_empty(door: "Door") -> bool:
    """Whether the store would fit into half of its file."""
    wear = _of(door)
    needed = wear[0]["used_blocks"] - sum(table["half_empty_blocks"] for table in wear)
    return bool(wear[0]["free_blocks"] + wear[0]["used_blocks"] > 2 * needed)


def _of(door: "Door") -> list[dict[str, Any]]:
    return door.rows("store/wear.sql", tables=[table["name"] for table in door.rows("store/tables.sql")])
