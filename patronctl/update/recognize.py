"""Recognize: a record that reads as it did at the last update, when it was applied without a word, needs no conversion.

The feed is read for one hash a record. Only the lines of the records that aren't recognized by it are read again.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patronctl.sources.lines import pick
from patronctl.store.connection import Door, NoSuchCsvError
from patronctl.update.recipe import UNIT
from patronctl.update.stage import BUFFER_BYTES, Staged

MOST_PICKED = 0.6
"""Where a larger share of the records isn't recognized, all are converted: to pick lines then costs more than it saves."""


@dataclass(frozen=True)
class LastUpdate:
    """The job's last update: what its conversion was made of. Every n-th record is converted all the same, for the feed's gates."""

    read_by: str | None
    every: int


@dataclass(frozen=True)
class Recognized:
    """How many records the feed has, how many are recognized, and a file of those that have to be converted."""

    records: int
    recognized: int
    others: Path


def recognize(door: Door, staged: Staged, feed: dict[str, Any], job: str, match_on: str, last: LastUpdate) -> Recognized | None:
    """Make `recognized` and `unrecognized`, and a file of the lines of the latter; None where this feed is better converted as a whole.

    `feed` is how SQL reads it, with the columns that are secret and the key to their fingerprints.
    """
    if last.every == 1 or not feed["used"] or staged.settled:
        return None
    counts = _counts(door, feed, job, match_on, last)
    door.run("1_stage/forget_rejects.sql")
    if not counts or not _is_worth_it(staged, counts):
        return None
    records = door.row("2_recognize/unrecognized_places.sql")["records"]
    path = Path(feed["path"])
    picked = path.parent / "scratch" / "unrecognized.csv"
    pick(path, [*range(1, staged.first_line), *(record + staged.first_line for record in records)], picked)
    return Recognized(counts["records"], counts["recognized"], picked)


def _counts(door: Door, feed: dict[str, Any], job: str, match_on: str, last: LastUpdate) -> dict[str, int] | None:
    try:
        # Nothing of it is kept, so a batch need not fill a row group.
        door.run("2_recognize/fingerprint.sql", feed={**feed, "buffer_bytes": BUFFER_BYTES})
    except NoSuchCsvError:
        return None
    door.run("2_recognize/recognized.sql", job=job, match_on=match_on, unit=UNIT, every=last.every)
    return door.row("2_recognize/recognized_counts.sql")


def _is_worth_it(staged: Staged, counts: dict[str, int]) -> bool:
    # Two patrons with one hash would make a record count twice: then nothing is recognized.
    adds_up = counts["records"] == counts["recognized"] + counts["unrecognized"]
    few = counts["unrecognized"] <= counts["records"] * MOST_PICKED
    return adds_up and few and staged.is_one_line_each(counts["records"], counts["unreadable"])
