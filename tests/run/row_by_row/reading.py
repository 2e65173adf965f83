"""What a record brings, and who is meant by it."""

from collections.abc import Sequence

from tests.run.row_by_row.model import LEVELS, SITES, STATUS, TYPES, Night, Record, Row


class Reading(Night):
    """What a record brings, and who is meant by it."""

    def convert(self, line: int, row: Row) -> Record:
        brings: dict[str, str | None] = {}
        record = Record(line, brings, [], [])
        says, errors = record.says, record.errors
        site = SITES.get(row["site"])
        if site is None:
            errors.append("site_unknown" if row["site"] else "site_missing")
        brings["site"] = site
        brings["district_id"] = row["district_id"] or None
        if not row["district_id"]:
            errors.append("district_id_missing")
        brings["barcode"] = row["barcode"] or None
        if not row["barcode"]:
            says += [("add!", "barcode_missing"), ("update", "barcode_blank_ignored")]
        if len(row["barcode"]) > 14:
            errors.append("barcode_too_long")
        brings["last_name"] = row["last_name"][:42] or None
        if not row["last_name"]:
            says += [("add!", "last_name_missing"), ("update", "last_name_blank_ignored")]
        for name in sorted(self.job.maps):
            brings[name] = self.read(name, row[name], says, site)
        if "access_level" not in self.job.maps:
            says.append(("add", "access_level_missing"))
        return record

    def read(self, name: str, given: str, says: list[tuple[str, str]], site: str | None) -> str | None:
        blank = {"keep": None, "clear": ""}.get(self.job.blank.get(name, "keep"))
        unsaid = name not in self.job.blank
        if name in ("patron_type", "access_level"):
            if not given:
                says.append(("" if unsaid else "add", f"{name}_missing"))
                return self.default(name, site) if unsaid else blank
            if name == "patron_type" and given not in TYPES and given not in self.store.types:
                says.append(("", "patron_type_created"))
            if name == "access_level" and given not in LEVELS:
                says.append(("", "access_level_unknown"))
                return self.default(name, site)
            return given
        if name in ("status", "gender"):
            default = "U" if name == "gender" else None if self.job.keeps_invalid_status else "A"
            meant = STATUS.get(given.upper()) if name == "status" else given.upper() if given.upper() in ("M", "F", "U") else None
            if not given and not unsaid:
                return blank
            if meant is None:
                says.append(("", f"{name}_invalid"))
            return meant or default
        if name == "graduation_year" and given:
            plausible = given.isdigit() and len(given) == 4 and abs(int(given) - self.today.year) <= 20
            if not plausible:
                says.append(("", "graduation_year_invalid"))
            return given if plausible else ""
        if name == "birth_date" and given and not "1900-01-01" <= given <= self.today.isoformat():
            says.append(("", "birth_date_invalid"))
            return None
        if name == "persona" and given and given not in ("student", "faculty", "other"):
            says.append(("", "persona_invalid"))
            return None
        return given or blank

    def default(self, name: str, site: str | None) -> str | None:
        return None if site is None else "Student" if name == "patron_type" else "Patron"

    # Who is meant, and what is set aside.

    def tell_duplicates(self, records: Sequence[Record]) -> None:
        by_key: dict[str, list[Record]] = {}
        for record in records:
            if record.key and not record.errors:
                by_key.setdefault(record.key, []).append(record)
        for shared in by_key.values():
            applied = None if self.job.duplicates == "skip_all" else min(shared, key=self.place)
            for record in shared if len(shared) > 1 else ():
                if record is not applied:
                    record.outcome = "skipped"
                    self.messages["duplicate_in_file"] += 1

    def place(self, record: Record) -> tuple[int, int, int]:
        """Of doubles the one that fits the stored patron is applied: by who it is, by the rest, by where it stands."""
        person = ("last_name", "first_name", "birth_date")
        who, rest = (-self.fits(record, [name for name in record.brings if (name in person) is whose]) for whose in (True, False))
        return (who, 0, -record.line) if self.job.duplicates == "last" else (who, rest, record.line)

    def fits(self, record: Record, names: Sequence[str]) -> int:
        if record.patron is None:
            return 0
        held = {name: str(record.patron[name]) for name in names if record.patron[name] is not None}
        return sum(1 if record.brings[name] is None else 2 * (record.brings[name] == held.get(name)) for name in names)

    def is_same(self, record: Record) -> bool:
        """An incremental update leaves alone what reads like the last time, but for those whom the retirement has inactivated."""
        if self.full or record.patron is None:
            return False
        sighting = self.store.sightings.get((self.job.name, record.patron.number))
        same = sighting is not None and sighting.until is None and sighting.applied == record.brings
        if same and not (record.patron["status"] == "I" and record.patron.inactive_by == "*"):
            record.outcome = "same"
        return record.outcome == "same"

    def set_aside(self, pending: Sequence[Record]) -> None:
        """Those who were deleted as inactive, and are listed so still."""
        for record in pending:
            if record.patron is None and record.brings.get("status") == "I" and record.key in self.store.gone:
                record.outcome = "stays deleted"
