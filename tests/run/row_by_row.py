"""The patron update written a second time: row by row, in plain Python, from the specification and not from the SQL.

It knows what the random districts of test_row_by_row.py have: matching by district ID, several jobs, retirement, circulation.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

SITES = {"HS": "HS", "01": "HS", "MS": "MS", "02": "MS"}
LEVELS = ("Patron", "Teacher")
TYPES = {"Student": "student", "Teacher": "faculty"}
STATUS = {"A": "A", "ACTIVE": "A", "I": "I", "INACTIVE": "I", "R": "R"}
FIELDS = (
    "site", "barcode", "district_id", "last_name", "first_name", "patron_type", "access_level", "status", "gender", "homeroom",
    "grade_level", "graduation_year", "birth_date", "username", "persona", "inactive_since",
)  # fmt: skip
Row = Mapping[str, str]


@dataclass(frozen=True)
class Rules:
    """A job's retirement. None is off."""

    types: tuple[str, ...] = ()
    unseen_days: int | None = None
    disable_login: bool = False
    clear_homeroom: bool = False
    seniors: bool = False
    keeps_listed_seniors: bool = True
    delete_days: int | None = None
    delete_if: str = "regardless"


@dataclass(frozen=True)
class Job:
    """What differs between jobs. `maps` are the fields beside the key; `blank` is their `when_blank`."""

    name: str
    maps: frozenset[str]
    blank: Mapping[str, str]
    keeps_invalid_status: bool = False
    duplicates: str = "first"
    rules: Rules | None = None


@dataclass
class Patron:
    """A stored patron."""

    number: int
    values: dict[str, Any]
    first_seen: datetime
    inactive_by: str | None = None
    status_before: str | None = None
    username_before: str | None = None
    persona_given: bool = False

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


@dataclass
class Record:
    """One record: the fields that it brings (None keeps, '' clears), what is wrong, what is said, and what becomes of it."""

    line: int
    brings: dict[str, str | None]
    errors: list[str]
    says: list[tuple[str, str]]
    patron: Patron | None = None
    outcome: str = ""
    target: dict[str, Any] = field(default_factory=dict)
    refuses_username: bool = False

    @property
    def key(self) -> str | None:
        key = self.brings["district_id"]
        return key if key and len(key) <= 40 else None


@dataclass
class Sighting:
    """A patron in a job's feed: what was applied (None: to be looked at again), and until when if no longer."""

    applied: dict[str, str | None] | None
    until: datetime | None = None


@dataclass
class Store:
    """A district, and its nights."""

    patrons: dict[int, Patron] = field(default_factory=dict)
    sightings: dict[tuple[str, int], Sighting] = field(default_factory=dict)
    updated: dict[str, datetime] = field(default_factory=dict)
    full: dict[str, datetime] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    numbers: int = 0

    def run(
        self, job: Job, rows: Sequence[Row], full: bool, now: datetime, today: date, owing: Mapping[str, int]
    ) -> tuple[Counter[str], Counter[str]]:
        """One update; answers with its counters and its messages."""
        return Night(self, job, full, now, today, owing).run(rows)


@dataclass
class Night:
    """One update under way."""

    store: Store
    job: Job
    full: bool
    now: datetime
    today: date
    owing: Mapping[str, int]
    messages: Counter[str] = field(default_factory=Counter)
    counters: Counter[str] = field(default_factory=Counter)

    def run(self, rows: Sequence[Row]) -> tuple[Counter[str], Counter[str]]:
        records = [self.convert(line, row) for line, row in enumerate(rows)]
        by_key = {patron["district_id"]: patron for patron in self.store.patrons.values()}
        for record in records:
            record.patron = by_key.get(record.key) if record.key else None
            if record.patron is None and record.key:
                record.errors += [code for when, code in record.says if when == "add!"]
        self.tell_duplicates(records)
        pending = [record for record in records if not record.outcome and not record.errors and not self.is_same(record)]
        asked = self.set_aside(pending)
        pending = [record for record in pending if not record.outcome]
        self.assign(records, pending)
        for record in pending:
            self.aim(record)
        self.settle(pending, "barcode")
        self.settle([record for record in pending if not record.outcome], "username")
        changed = self.apply([record for record in pending if not record.outcome])
        self.say(records)
        self.count(records)
        leaves = self.judge(records, changed, asked)
        self.see(records)
        self.retire(leaves)
        self.store.updated[self.job.name] = self.now
        if self.full:
            self.store.full[self.job.name] = self.now
        return self.counters, self.messages

    # What a record brings.

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
        if name == "birth_date" and given:
            if not "1900-01-01" <= given <= self.today.isoformat():
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
            applied = {"first": shared[0], "last": shared[-1]}.get(self.job.duplicates)
            for record in shared if len(shared) > 1 else ():
                if record is not applied:
                    record.outcome = "skipped"
                    self.messages["duplicate_in_file"] += 1

    def is_same(self, record: Record) -> bool:
        """An incremental update leaves alone what reads like the last time, but for those whom the retirement has inactivated."""
        if self.full or record.patron is None:
            return False
        sighting = self.store.sightings.get((self.job.name, record.patron.number))
        same = sighting is not None and sighting.until is None and sighting.applied == record.brings
        if same and not (record.patron["status"] == "I" and record.patron.inactive_by == "*"):
            record.outcome = "same"
        return record.outcome == "same"

    def set_aside(self, pending: Sequence[Record]) -> set[int]:
        """Deletions that are asked for, and those who were deleted as inactive and are listed so still."""
        asked = set()
        for record in pending:
            if record.brings.get("action") == "delete":
                record.outcome = "asked"
                if record.patron:
                    asked.add(record.patron.number)
            elif record.patron is None and record.brings.get("status") == "I" and record.key in self.store.gone:
                record.outcome = "stays deleted"
        return asked

    # What the patrons would become.

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

    # What becomes of them.

    def apply(self, pending: Sequence[Record]) -> set[int]:
        changed = set()
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
                changed.add(patron.number)
                self.keep_beside(patron, record)
                patron.values = record.target
                self.store.patrons[patron.number] = patron
        return changed

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
            self.counters["unchanged" if outcome in ("same", "asked", "stays deleted") else outcome] += 1

    # Who leaves.

    def judge(self, records: Sequence[Record], changed: set[int], asked: set[int]) -> list[tuple[str, Patron]]:
        rules = self.job.rules
        if rules is None or not self.full:
            return []
        seen = {record.patron.number for record in records if record.patron}
        leaves = []
        for patron in sorted(self.store.patrons.values(), key=lambda patron: patron.number):
            if not rules.types or patron["patron_type"] in rules.types:
                rule = self.rule_for(patron, rules, patron.number in seen)
                if rule == "past":
                    self.messages["graduation_year_past"] += sum(
                        record.patron is patron and not record.errors and record.outcome != "skipped" for record in records
                    )
                elif rule:
                    leaves.append((rule, patron))
        return leaves

    def rule_for(self, patron: Patron, rules: Rules, seen: bool) -> str | None:
        elsewhere = not seen and self.is_listed_elsewhere(patron)
        if patron["status"] == "A":
            unseen = rules.unseen_days is not None and not seen and not elsewhere
            if unseen and (self.today - self.last_seen(patron)).days >= (rules.unseen_days or 0):
                return "unseen"
            school_year = self.today.year - (self.today.month < 8)
            year = patron["graduation_year"]
            if rules.seniors and year and patron["grade_level"] == "12" and int(year) < school_year:
                if rules.keeps_listed_seniors and (seen or elsewhere):
                    return "past" if seen else None
                return None if self.owing.get(patron["district_id"]) else "graduated"
        if patron["status"] == "I" and rules.delete_days is not None:
            owes = rules.delete_if != "regardless" and self.owing.get(patron["district_id"])
            if (self.today - patron["inactive_since"]).days >= rules.delete_days and not owes:
                return "inactive"
        return None

    def of_patron(self, patron: Patron) -> Iterator[tuple[str, Sighting]]:
        return ((job, sighting) for (job, number), sighting in self.store.sightings.items() if number == patron.number)

    def is_listed_elsewhere(self, patron: Patron) -> bool:
        last = self.store.full.get(self.job.name)
        for job, sighting in self.of_patron(patron):
            ran = self.store.updated[job]
            if job != self.job.name and sighting.until is None and (last is None or ran > last or ran.date() == self.today):
                return True
        return False

    def last_seen(self, patron: Patron) -> date:
        moments = [sighting.until or self.store.updated[job] for job, sighting in self.of_patron(patron)]
        return max(moments, default=patron.first_seen).date()

    def see(self, records: Sequence[Record]) -> None:
        """Who stands in this feed, with what was applied, and since when somebody no longer does."""
        name = self.job.name
        present = {record.patron.number for record in records if record.patron and record.outcome != "stays deleted"}
        for record in sorted(records, key=lambda record: record.outcome not in ("", "skipped", "asked")):
            if record.patron and record.outcome != "same":
                applied = not record.errors and record.outcome not in ("skipped", "asked") and not record.refuses_username
                self.store.sightings[name, record.patron.number] = Sighting(record.brings if applied else None)
        for (job, number), sighting in self.store.sightings.items():
            if job == name and sighting.until is None and number not in present:
                sighting.until = self.store.updated.get(name)

    def retire(self, leaves: Sequence[tuple[str, Patron]]) -> None:
        rules = self.job.rules or Rules()
        names = self.disabled_names([patron for rule, patron in leaves if rule == "unseen"]) if rules.disable_login else {}
        for rule, patron in leaves:
            self.counters["inactivated" if rule == "unseen" else "deleted"] += 1
            if rule != "unseen":
                del self.store.patrons[patron.number]
                self.store.sightings = {key: one for key, one in self.store.sightings.items() if key[1] != patron.number}
                self.store.gone |= {patron["district_id"]} if rule == "inactive" else set()
                continue
            patron.status_before = None if patron["status"] == "A" else patron["status"]
            patron.inactive_by = "*"
            if patron.number in names:
                patron.username_before = patron["username"]
            patron.values |= {"status": "I", "inactive_since": self.today, "username": names.get(patron.number, patron["username"])}
            if rules.clear_homeroom:
                patron.values["homeroom"] = None

    def disabled_names(self, leavers: Sequence[Patron]) -> dict[int, str]:
        taken = {patron["username"] for patron in self.store.patrons.values() if (patron["username"] or "").startswith("Inactive-")}
        names: dict[int, str] = {}
        for patron in leavers:
            if patron["username"]:
                name = f"Inactive-{patron['username']}"
                behind = [int(one[len(name) + 1 :]) for one in taken if one.startswith(f"{name}-") and one[len(name) + 1 :].isdigit()]
                names[patron.number] = f"{name}-{max([1, *behind]) + 1}" if name in taken else name
                taken.add(names[patron.number])
        return names
