"""Change patrons who are at the target: release, update, inactivate, reactivate."""

from collections.abc import Callable

from patronctl.targets.base import Fields, Held, RefusedError, UnclearError
from patronctl.update.delivery.ledger import Result, Row
from patronctl.update.delivery.phase import DROPPABLE, ROUNDS, Phase


class Changes(Phase):
    """Looks at each patron as they are there now, writes what differs, reads it back."""

    def _released(self, row: Row) -> Fields:
        unique = {name for name in self.live.unique if row.held.get(name) is not None and (row.action == "delete" or name in row.fields)}
        return dict.fromkeys(sorted(unique), None)

    def _fields_of(self, row: Row) -> Fields:
        fields = dict(row.fields)
        if row.action == "reactivate" and fields.get("expiry_date", "") is None and (row.expiry_before or "") > self.today.isoformat():
            fields["expiry_date"] = row.expiry_before
        return fields

    def _change(self, batch: list[Row], fields_of: Callable[[Row], Fields]) -> None:
        there = {held.remote_id: held for held in self.live.by_ids([row.remote_id for row in batch if row.remote_id])}
        self._believe(batch, there)
        pending: list[tuple[Row, Held, Fields]] = []
        for row in batch:
            held = there.get(row.remote_id or "")
            if held is None:
                self.ledger.gone.add(row.patron_id)
                self._failed(row, "target_patron_gone")
            elif held.category in self.leave_alone:
                self._refuse(row, "target_left_alone")
            else:
                pending.append((row, held, self._with_edits(row, held, fields_of(row)) if row.action != "release" else fields_of(row)))
        for _ in range(ROUNDS):
            unclear = self._written(pending)
            if not unclear:
                return
            pending = unclear
        for row, _held, _fields in pending:
            self._failed(row, "target_unclear")

    def _with_edits(self, row: Row, held: Held, fields: Fields) -> Fields:
        """What to write, given what somebody else has changed since it was confirmed: theirs stays, or the source's goes there again."""
        edited = [name for name in row.wanted if held.fields.get(name) != row.held.get(name)]
        kept = {name for name in edited if name in self.keep_edits and held.fields.get(name) is not None}
        again = {name: row.wanted[name] for name in edited if name not in self.keep_edits and row.wanted[name] is not None}
        again = {name: value for name, value in again.items() if name not in fields and value != held.fields.get(name)}
        if kept & fields.keys():
            self.kept_edits.add(row.patron_id)
        self.ledger.results += [_edit(row, held, name, "kept", "target_edit_kept") for name in sorted(kept & fields.keys())]
        self.ledger.results += [_edit(row, held, name, "overwritten", "target_edit_overwritten") for name in sorted(again)]
        return {name: value for name, value in (again | fields).items() if name not in kept}

    def _written(self, pending: list[tuple[Row, Held, Fields]]) -> list[tuple[Row, Held, Fields]]:
        """Write, read back and confirm; answers with what stayed unclear."""
        by_id = {row.patron_id: (row, held, fields) for row, held, fields in pending}
        good: list[tuple[Row, str, Fields]] = []
        unclear: list[tuple[Row, Held, Fields]] = []
        for row, outcome in self._each([row for row, _, _ in pending], lambda row: self._update(row, *by_id[row.patron_id][1:])):
            _, held, fields = by_id[row.patron_id]
            if isinstance(outcome, dict):
                good.append((row, held.remote_id, {**row.sent, **outcome}))
            elif isinstance(outcome, UnclearError):
                unclear.append((row, held, fields))
            else:
                self._refused(row, outcome)
        self._read_back(good, "done")
        return unclear

    def _update(self, row: Row, held: Held, fields: Fields) -> Fields:
        """The fields that were taken."""
        if not fields:
            return fields
        try:
            self.live.update(held, fields)
        except RefusedError as error:
            dropped = DROPPABLE.get(error.code)
            if dropped is None or dropped not in fields:
                raise
            fields = {name: value for name, value in fields.items() if name != dropped}
            self.live.update(held, fields)
            self.ledger.refuse(row, error.code)
        return fields


def _edit(row: Row, held: Held, name: str, outcome: str, code: str) -> Result:
    return Result(row.patron_id, row.key, "drift", outcome, code, name, row.held.get(name), held.fields.get(name))
