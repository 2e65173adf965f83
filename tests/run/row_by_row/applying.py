"""What becomes of the records."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.run.row_by_row.model import FIELDS, TYPES, Night, Patron, Record


class Applying(Night):
    """What becomes of the records."""

    def apply(self, pending: Sequence[Record]) -> None:
        for record in pending:
            patron = record.patron
            if patron is None:
                self.store.numbers += 1
                patron = record.patron = Patron(self.store.numbers, {}, self.now)
                record.outcome = "added"
            else:
                before = {name: patron[name] for name in FIELDS if name != "inactive_since"}
                record.outcome = self.what_changes(patron, record, before)
            if record.outcome != "unchanged":
                self.keep_beside(patron, record)
                patron.values = record.target
                self.store.patrons[patron.number] = patron

    def what_changes(self, patron: Patron, record: Record, before: Mapping[str, Any]) -> str:
        if all(before[name] == record.target[name] for name in before):
            return "unchanged"
        if patron["status"] == "I" and record.target["status"] != "I":
            return "reactivated"
        return "transferred" if patron["site"] != record.target["site"] else "updated"

    def keep_beside(self, patron: Patron, record: Record) -> None:
        active = record.target["status"] != "I"
        said = record.brings.get("persona")
        patron.persona_given = patron.persona_given and patron["persona"] is not None
        same_type = patron["patron_type"] == record.target["patron_type"]
        if said is not None:
            patron.persona_given = said != ""
        elif "persona" in self.job.maps:
            patron.persona_given = patron.persona_given and self.job.blank.get("persona") == "keep"
        elif "patron_type" in self.job.maps:
            patron.persona_given = patron.persona_given and same_type
        if not record.refuses_username and (active or record.brings.get("username") is not None):
            patron.username_before = None
        if active:
            patron.inactive_by = patron.status_before = None
        elif patron["status"] != "I":
            patron.inactive_by, patron.status_before = self.job.name, None

    def say(self, records: Sequence[Record]) -> None:
        """An error of what was skipped, a warning of what was applied."""
        for record in records:
            if record.errors:
                self.messages.update(record.errors)
            elif record.outcome in ("added", "updated", "unchanged", "transferred", "reactivated"):
                when = "add" if record.outcome == "added" else "update"
                self.messages.update(code for whom, code in record.says if whom in ("", when))
                self.store.types.update([record.target["patron_type"]] if record.target["patron_type"] not in TYPES else [])
            elif record.outcome == "stays deleted":
                self.messages["inactive_not_added"] += 1

    def count(self, records: Sequence[Record]) -> None:
        for record in records:
            outcome = "skipped" if record.errors else record.outcome
            self.counters["unchanged" if outcome in ("same", "stays deleted") else outcome] += 1
