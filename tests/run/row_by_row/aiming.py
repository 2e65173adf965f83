"""What the patrons would become, and who gets what only one can have."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tests.run.row_by_row.model import FIELDS, TYPES, Night, Record


class Aiming(Night):
    """What the patrons would become, and who gets what only one can have."""

    def assign(self, records: Sequence[Record], pending: Sequence[Record]) -> None:
        wanting = sorted((record for record in pending if record.brings["barcode"] == "autoassign"), key=lambda record: record.key or "")
        for site in ("HS", "MS"):
            taken = [patron["barcode"] for patron in self.store.patrons.values() if patron["site"] == site]
            taken += [record.brings["barcode"] for record in records if record.brings["site"] == site]
            digits = [one for one in taken if one and one.isdigit() and len(one) <= 14]
            top, width = max((int(one) for one in digits), default=0), max(map(len, digits), default=1)
            for record in wanting:
                if record.brings["site"] == site:
                    if record.patron and record.patron["site"] == site:
                        record.target["barcode"] = record.patron["barcode"]
                    else:
                        top += 1
                        record.target["barcode"] = str(top).rjust(width, "0")

    def aim(self, record: Record) -> None:
        """What the patron would hold if nobody else had it."""
        old: Mapping[str, Any] = record.patron.values if record.patron else {}
        new = {name: old.get(name) for name in FIELDS}
        for name, value in record.brings.items():
            if value is not None and name not in ("action", "barcode"):
                new[name] = value or None
        new["barcode"] = record.target.get("barcode") or record.brings["barcode"] or old.get("barcode")
        new["status"] = self.status(record)
        self.aim_at_defaults(record, new)
        self.aim_at_username(record, new)
        if isinstance(new["birth_date"], str):
            new["birth_date"] = date.fromisoformat(new["birth_date"])
        since = old.get("inactive_since") if old.get("status") == "I" else None
        new["inactive_since"] = (since or self.today) if new["status"] == "I" else None
        record.target = new

    def status(self, record: Record) -> str:
        said, patron = record.brings.get("status"), record.patron
        if said:
            return said
        if patron is None or patron["status"] != "I":
            return patron["status"] if patron else "A"
        another = patron.inactive_by not in (None, "*", self.job.name)
        if patron.inactive_by == "*" or ("status" not in self.job.maps and not another):
            return patron.status_before or "A"
        return "I"

    def aim_at_defaults(self, record: Record, new: dict[str, Any]) -> None:
        if record.patron is None:
            new["patron_type"] = new["patron_type"] or "Student"
            new["access_level"] = new["access_level"] or "Patron"
            new["gender"] = new["gender"] or "U"
        patron, said = record.patron, record.brings.get("persona")
        keeps = patron is not None and patron["persona"] is not None
        if "persona" in self.job.maps:
            keeps = keeps and self.job.blank.get("persona") == "keep"
        elif "patron_type" in self.job.maps:
            keeps = keeps and patron is not None and patron.persona_given and patron["patron_type"] == new["patron_type"]
        if said is None:
            new["persona"] = patron["persona"] if keeps and patron else TYPES.get(new["patron_type"] or "Student", "other")

    def aim_at_username(self, record: Record, new: dict[str, Any]) -> None:
        patron, said = record.patron, record.brings.get("username")
        new["username"] = patron["username"] if patron else None
        if said is not None:
            new["username"] = said or None
        elif patron and patron.username_before and new["status"] != "I":
            new["username"] = patron.username_before

    # Who gets what only one can have.

    def settle(self, pending: Sequence[Record], kind: str) -> None:
        held = {self.slot(patron.values, kind): patron.number for patron in self.store.patrons.values()}
        standing: dict[Any, Record] = {}
        lost: list[Record] = []
        freeing = set()
        for record in sorted(pending, key=lambda record: (record.key or "", record.line)):
            old = self.slot(record.patron.values, kind) if record.patron else None
            wanted = self.slot(record.target, kind)
            if old and not wanted and record.patron:
                freeing.add(record.patron.number)
            if wanted and wanted != old:
                if wanted in standing:
                    lost.append(record)
                else:
                    standing[wanted] = record
        while blocked := list(self.blocked(standing, held, freeing)):
            for slot in blocked:
                lost.append(standing.pop(slot))
        for record in lost:
            if kind == "barcode":
                record.outcome = "skipped"
                self.messages["barcode_in_use"] += 1
            else:
                self.refuse_username(record)

    def blocked(self, standing: Mapping[Any, Record], held: Mapping[Any, int], freeing: set[int]) -> Iterator[Any]:
        moving = {record.patron.number for record in standing.values() if record.patron} | freeing
        for slot, record in standing.items():
            holder = held.get(slot)
            if holder is not None and not (record.patron and record.patron.number == holder) and holder not in moving:
                yield slot

    def slot(self, values: Mapping[str, Any], kind: str) -> Any:
        if kind == "barcode":
            return (values.get("site"), values["barcode"]) if values.get("barcode") else None
        return values.get("username")

    def refuse_username(self, record: Record) -> None:
        patron = record.patron
        record.refuses_username = True
        record.says.append(("", "username_in_use"))
        waits = patron is not None and patron.username_before is not None and record.target["status"] != "I"
        record.target["username"] = None if patron is None or waits else patron["username"]
