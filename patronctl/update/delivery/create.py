"""Create patrons at the target, or adopt who is there already."""

from dataclasses import replace

from patronctl.targets.base import Fields, Held, RefusedError, TargetError, UnclearError
from patronctl.update.delivery.change import Changes
from patronctl.update.delivery.ledger import Confirmation, Result, Row
from patronctl.update.delivery.phase import DROPPABLE, ROUNDS, same
from patronctl.update.delivery.projection import PERSON


class Creates(Changes):
    """Looks every key up first; what stays unclear is looked up again, so nobody is created twice."""

    def _create(self, batch: list[Row]) -> None:
        """Look every key up, adopt who is there, create the others; what stays unclear is looked up again."""
        pending = batch
        for _ in range(ROUNDS):
            found = self._found({row.key for row in pending if row.key})
            unclear: list[Row] = []
            made: dict[int, str] = {}
            jobs = []
            for row in pending:
                held = found.get(same(row.key))
                if held is None:
                    jobs.append(row)
                else:
                    self._adopt(row, held)
            for row, outcome in self._each(jobs, lambda row: self._created(row)):
                if isinstance(outcome, str):
                    made[row.patron_id] = outcome
                elif isinstance(outcome, UnclearError):
                    unclear.append(row)
                elif isinstance(outcome, RefusedError) and outcome.field == self.key_field:
                    self._met(row)
                else:
                    self._refused(row, outcome)
            self._read_back([(row, made[row.patron_id], row.wanted) for row in jobs if row.patron_id in made], "created")
            if not unclear:
                return
            pending = unclear
        for row in pending:
            self._failed(row, "target_unclear")

    def _met(self, row: Row) -> None:
        """The key is taken, yet nobody was found by it: somebody has just come, or the account doesn't see everybody."""
        held = self._found({row.key or ""}).get(same(row.key))
        if held is None:
            raise TargetError(
                "the target refuses a key as taken, and shows nobody who has it: the account doesn't see every patron",
                hint="Let the account see the patrons of every library (in Koha: view_borrower_infos_from_any_libraries).",
                code="target_restricted",
            )
        self._adopt(row, held)

    def _created(self, row: Row) -> str:
        fields: Fields = {name: value for name, value in row.wanted.items() if value is not None}
        try:
            return self.live.create(fields)
        except RefusedError as error:
            if error.code in DROPPABLE:
                made = self.live.create({name: value for name, value in fields.items() if name != DROPPABLE[error.code]})
                self.ledger.refuse(row, error.code)
                row.wanted[DROPPABLE[error.code]] = None
                return made
            raise

    def _found(self, keys: set[str]) -> dict[str, Held]:
        found: dict[str, Held] = {}
        for held in self.live.by_keys(sorted(keys)):
            found[same(held.fields.get(self.key_field))] = held
        return found

    def _adopt(self, row: Row, held: Held) -> None:
        if held.category in self.leave_alone:
            self._refuse(row, "target_left_alone")
            return
        if not any(same(row.wanted.get(name)) == same(held.fields.get(name)) for name in PERSON):
            self._failed(row, "target_somebody_else")
            return
        there = {name: held.fields.get(name) for name in row.wanted}
        sent = {
            name: value if value == there[name] or (name in self.keep_edits and there[name] is not None) else None
            for name, value in row.wanted.items()
        }
        self.ledger.confirmations[row.patron_id] = Confirmation(row.patron_id, held.remote_id, False, held.category, sent, there)
        self.ledger.results.append(Result(row.patron_id, row.key, "adopt", "done", "target_adopted"))
        fields: Fields = {name: value for name, value in row.wanted.items() if value is not None and sent[name] is None}
        if fields or row.inactive:
            adopted = replace(row, remote_id=held.remote_id, action="update", fields=fields, sent=sent, held=there, category=held.category)
            self._change([adopted], self._fields_of)
