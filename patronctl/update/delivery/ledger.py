"""What a target acknowledged, written to the patron store batch by batch: a delivery that is killed loses at most one batch of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from patronctl.domain.delivery import MESSAGES
from patronctl.store.connection import Door
from patronctl.targets.base import Fields


@dataclass
class Confirmation:
    """One patron as the target acknowledged them."""

    patron_id: int
    remote_id: str
    inactive: bool
    category: str
    sent: Fields = field(repr=False)
    held: Fields = field(repr=False)
    expiry_before: str | None = None


@dataclass
class Result:
    """What became of one patron."""

    patron_id: int
    key: str | None
    action: str
    outcome: str
    code: str | None = None
    words: str | None = None
    before: str | None = None
    after: str | None = None


@dataclass
class Ledger:
    """Collects confirmations and results, and writes them together."""

    door: Door
    target: str
    confirmations: dict[int, Confirmation] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    results: list[Result] = field(default_factory=list)

    def refuse(self, row: "Row", code: str, words: str | None = None) -> None:
        """Note that a patron was not delivered, or not wholly."""
        self.results.append(Result(row.patron_id, row.key, row.action, "refused", code, words or MESSAGES.get(code)))

    def flush(self) -> None:
        """Write what was collected, in one transaction."""
        if not (self.confirmations or self.gone or self.results):
            return
        patrons = sorted({*self.confirmations, *self.gone})
        rows = [_row(made) for made in self.confirmations.values()]
        with self.door.transaction():
            if patrons:
                now = datetime.now(UTC).replace(tzinfo=None)
                self.door.run("10_deliver/confirm.sql", target=self.target, patrons=patrons, rows=json.dumps(rows), now=now)
            self.door.run("10_deliver/result.sql", rows=json.dumps([vars(result) for result in self.results]))
        self.confirmations, self.gone, self.results = {}, set(), []


@dataclass(frozen=True)
class Row:
    """One patron of the delivery's plan."""

    patron_id: int
    remote_id: str | None
    key: str | None
    category: str | None
    action: str
    inactive: bool
    was_inactive: bool
    released: bool
    expiry_before: str | None
    fields: Fields = field(repr=False)
    wanted: Fields = field(repr=False)
    sent: Fields = field(repr=False)
    held: Fields = field(repr=False)


def rows(door: Door, actions: Sequence[str], after: int, size: int, *, release: bool = False) -> list[Row]:
    """The next rows of a phase."""
    found = door.rows("10_deliver/batch.sql", actions=list(actions), after=after, size=size, release=release)
    maps = ("fields", "wanted", "sent", "held")
    return [Row(**{name: json.loads(value) if name in maps else value for name, value in row.items()}) for row in found]


def text(fields: Fields) -> str:
    """Fields as the store keeps them."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _row(made: Confirmation) -> dict[str, object]:
    return {**vars(made), "sent": text(made.sent), "held": text(made.held)}
