"""Carry a delivery out: look at each batch of patrons as they are there now, write what differs, read it back, confirm it.

Looking first is what makes a crash harmless: a patron who was created but not confirmed is found by their key and adopted,
never created twice.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from patronctl.targets.base import RefusedError, UnclearError
from patronctl.update.delivery.create import Creates
from patronctl.update.delivery.ledger import Result, Row, rows

BATCH = 200
PHASES: tuple[tuple[str, ...], ...] = (("create", "reactivate"), ("update",), ("inactivate",), ("delete",))


class Execution(Creates):
    """The phases in their order: release what others need, create, update, inactivate, delete."""

    def go(self) -> None:
        """Every phase in its order; what was done is confirmed, however it ends.

        Raises TargetError, UnreachableError, TooManyFailuresError and, after a stop, KeyboardInterrupt.
        """
        try:
            with ThreadPoolExecutor(self.connections) as pool:
                self.pool = pool
                for batch in self._batches((), release=True):
                    self._change([replace(row, action="release", fields=self._released(row)) for row in batch], lambda row: row.fields)
                for actions in PHASES:
                    for batch in self._batches(actions):
                        self._phase(actions, batch)
        finally:
            self.ledger.flush()

    def _batches(self, actions: Sequence[str], *, release: bool = False) -> Iterator[list[Row]]:
        after = -1
        while batch := rows(self.door, actions, after, BATCH, release=release):
            yield batch
            after = batch[-1].patron_id
            self.ledger.flush()
            if not release:
                self.done(len(batch))

    def _phase(self, actions: Sequence[str], batch: list[Row]) -> None:
        creates = [row for row in batch if row.action == "create"]
        if creates:
            self._create(creates)
        others = [row for row in batch if row.action in ("reactivate", "update", "inactivate")]
        if others:
            self._change(others, self._fields_of)
        if "delete" in actions:
            self._delete(batch)

    def _delete(self, batch: list[Row]) -> None:
        there = {held.remote_id: held for held in self.live.by_ids([row.remote_id for row in batch if row.remote_id])}
        self._believe(batch, there)
        kept: list[Row] = []
        jobs = []
        for row in batch:
            held = there.get(row.remote_id or "")
            if held is None:
                self.ledger.gone.add(row.patron_id)
                self.ledger.results.append(Result(row.patron_id, row.key, "delete", "done", None, "was gone already"))
            elif held.category in self.leave_alone:
                self._refuse(row, "target_left_alone")
            else:
                jobs.append(row)
        for row, outcome in self._each(jobs, self._deleted):
            if outcome is None:
                self.ledger.gone.add(row.patron_id)
                self.ledger.results.append(Result(row.patron_id, row.key, "delete", "done"))
            elif isinstance(outcome, UnclearError):
                self._failed(row, "target_unclear")
            else:
                self.ledger.refuse(row, getattr(outcome, "code", "target_refused"), getattr(outcome, "words", None))
                kept.append(row)
        leavers = [
            replace(row, action="inactivate", fields=self.leaver, inactive=True) for row in kept if not row.was_inactive and self.leaver
        ]
        if leavers:
            self._change(leavers, self._fields_of)

    def _deleted(self, row: Row) -> None:
        standing = self.live.standing(row.remote_id or "")
        if not standing.known:
            raise RefusedError("target_unknown_standing", "loans, fines and holds could not be asked")
        if not standing.free:
            raise RefusedError("target_keeps_patron", _ties(standing.checkouts, standing.fines_cents, standing.holds))
        self.live.delete(row.remote_id or "")


def _ties(checkouts: int | None, fines_cents: int | None, holds: int | None) -> str:
    parts = [
        f"{checkouts} items out" if checkouts else "",
        f"{(fines_cents or 0) / 100:.2f} owed" if fines_cents else "",
        f"{holds} holds" if holds else "",
    ]
    return ", ".join(part for part in parts if part)
