"""One accident: a good night, and two weeks later a file to which something has happened. What may then be in the store, and what not."""

import os
import random
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from patronctl.config.workspace import load
from patronctl.domain.changed import Changed
from patronctl.domain.run_record import RunRecord
from patronctl.domain.schedule import Update
from patronctl.places import Places
from patronctl.store.connection import open_store
from patronctl.update.context import RunOptions
from patronctl.update.run import run
from tests.accidents.mutations import MUTATIONS, Feed
from tests.accidents.samples import SAMPLES, Sample, people
from tests.harness.planted import Planted

FIRST_NIGHT = datetime(2026, 11, 2, 3, tzinfo=UTC)
LATER = FIRST_NIGHT + timedelta(days=15)
FEW = 4
"""So many people a percentage never blocks."""
OWN_TO_THE_STORE = ("revision", "job", "patron_id", "first_seen")
Patron = dict[str, Any]


class Try(NamedTuple):
    """One accident: which, to which district, how the run ended, and what harm it did."""

    number: int
    mutation: str
    sample: str
    outcome: str
    stopped_by: str
    harm: tuple[str, ...]

    @property
    def ended(self) -> str:
        """The column of the table: a gate or an error before the plan, a guard, or nothing stopped it."""
        return {"succeeded": "loaded", "blocked": "guard"}.get(self.outcome, "gate")


@dataclass
class Machine:
    """Accidents in a folder of its own. The same seed makes the same ones."""

    folder: Path
    seed: str
    count: int = 240
    planted: Planted = field(default_factory=Planted)
    rows: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = people(random.Random(self.seed), self.count, self.planted)
        for sample in SAMPLES:
            home = self.folder / sample.name
            sample.write(home)
            good = Feed(self.rows).written(sample.encoding, sample.header)
            record = _night(home, good, "full", FIRST_NIGHT)
            assert record.outcome == "succeeded", record.failure

    def tries(self, numbers: range, only: Callable[[str], bool] = lambda _: True) -> Iterator[Try]:
        """The accidents of these numbers. Each mutation has its turn."""
        names = [name for name in MUTATIONS if only(name)]
        for number in numbers:
            yield self.once(number, names[number % len(names)])

    def once(self, number: int, mutation: str) -> Try:
        """One accident."""
        rng = random.Random(f"{self.seed} {number}")
        sample = rng.choice(SAMPLES)
        feed = MUTATIONS[mutation](Feed([list(row) for row in self.rows]), rng)
        home = self.folder / f"try {number}"
        shutil.copytree(self.folder / sample.name, home)
        try:
            return self._judged(number, mutation, sample, feed, home)
        finally:
            shutil.rmtree(home)

    def _judged(self, number: int, mutation: str, sample: Sample, feed: Feed, home: Path) -> Try:
        before = patrons(home)
        try:
            record = _night(
                home, feed.written(sample.encoding, sample.header), sample.update, LATER, LATER - timedelta(days=feed.modified_days_ago)
            )
        except Exception as error:
            return Try(number, mutation, sample.name, "failed", "", (f"unforeseen: {error!r}",))
        harm = list(harms(before, patrons(home), feed, record))
        if not feed.moves_secrets:
            harm += [f"leaked {leak}" for leak in self.planted.leaks([home / "state"])]
        stopped_by = record.failure.code + ": " + record.failure.message if record.failure else ""
        return Try(number, mutation, sample.name, record.outcome, stopped_by, tuple(harm))


def harms(before: dict[int, Patron], after: dict[int, Patron], feed: Feed, record: RunRecord) -> Iterator[str]:
    """What should not have happened."""
    if record.outcome != "succeeded":
        if before != after:
            yield "the run was stopped and the store changed"
        if record.failure and record.failure.code == "unexpected":
            yield f"unforeseen: {record.failure.message}"
        return
    both = [(before[number], after[number]) for number in before if number in after]
    if gone := [before[number]["district_id"] for number in before if number not in after]:
        yield f"deleted: {gone[:5]} and {len(gone)} in all"
    yield from _of_bystanders(both, feed.touched)
    yield from _of_identities(both)
    active = [pair for pair in both if pair[0]["status"] != "I"]
    counts = {
        "inactivated": (sum(now["status"] == "I" for _, now in active), len(active), 5),
        "reactivated": (sum(was["status"] == "I" != now["status"] for was, now in both), len(before), 5),
        "without a login": (
            sum(now["status"] != "I" and bool(was["username"]) and not now["username"] for was, now in active),
            len(active),
            5,
        ),
    }
    for what, (count, group, percent) in counts.items():
        if count > max(FEW, group * percent / 100):
            yield f"{count} of {group} {what}"


def _of_bystanders(both: list[tuple[Patron, Patron]], touched: frozenset[str]) -> Iterator[str]:
    for was, now in both:
        changed = [name for name in was if name not in OWN_TO_THE_STORE and was[name] != now[name]]
        if was["district_id"] not in touched and changed:
            values = ", ".join(f"{name} {was[name]!r} to {now[name]!r}" for name in changed)
            yield f"{was['district_id']} had nothing to do with it, and changed: {values}"
            return


def _of_identities(both: list[tuple[Patron, Patron]]) -> Iterator[str]:
    others = [was["district_id"] for was, now in both if is_somebody_else(was, now)]
    if others:
        yield f"became somebody else: {others[:5]} and {len(others)} in all"
    for name, info in Changed.model_fields.items():
        count = sum(was[name] is not None and plain(was[name]) != plain(now[name]) for was, now in both)
        if info.default != "off" and count > max(FEW, len(both) * float(info.default.rstrip("%")) / 100):
            yield f"{count} of {len(both)} have another {name}"


def is_somebody_else(was: Patron, now: Patron) -> bool:
    """Neither name nor birth date is that of before."""
    names = [(plain(was[name]), plain(now[name])) for name in ("last_name", "first_name")]
    fits = any(one == other or (min(len(one), len(other)) > 2 and (one.startswith(other) or other.startswith(one))) for one, other in names)
    swapped = names[0] == tuple(reversed(names[1]))
    return not (fits or swapped) and was["birth_date"] != now["birth_date"]


def plain(value: object) -> str:
    """Letters and digits, without case and accents."""
    text = unicodedata.normalize("NFD", str(value if value is not None else "")).casefold()
    return "".join(letter for letter in text if letter.isalnum())


def patrons(home: Path) -> dict[int, Patron]:
    """The store's patrons by their number."""
    with open_store(_places(home).store("d"), read_only=True) as door:
        found = door.connection.execute("SELECT * FROM store.patron")
        names = [column[0] for column in found.description]
        return {row[0]: dict(zip(names, row, strict=True)) for row in found.fetchall()}


def _night(home: Path, feed: bytes, update: Update | str, as_of: datetime, modified: datetime | None = None) -> RunRecord:
    path = home / "jobs" / "d" / "feeds" / "f.csv"
    path.write_bytes(feed)
    when = (modified or as_of).timestamp()
    os.utime(path, (when, when))
    loaded = load(home)
    assert loaded.errors == (), loaded.errors
    return run(loaded.job("d"), RunOptions(update, False, as_of), _places(home))  # type: ignore[arg-type]


def _places(home: Path) -> Places:
    return Places(home, home / "state")
