"""A small district with one job that retires: its feed and its circulation file are what a test says."""

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from patronctl.config.workspace import load
from patronctl.domain.explanation import Explanation
from patronctl.domain.run_record import Check, RunRecord
from patronctl.domain.schedule import Update
from patronctl.places import Places
from patronctl.review.explain import explain
from patronctl.store.connection import open_store
from patronctl.update.context import RunOptions
from patronctl.update.run import run

DISTRICT = """
name: north
title: North District
timezone: America/Chicago
statistical_year_starts_in: august
sites:
  - {short_name: HS, title: High School, aliases: ["01"], default_patron_type: Student, default_access_level: Patron}
  - {short_name: MS, title: Middle School, aliases: ["02"], default_patron_type: Student, default_access_level: Patron}
access_levels: [Patron]
patron_types: {Student: student, Teacher: faculty}
circulation:
  source: {type: directory, folder: ., file: circulation.csv}
  lists: patrons_with_transactions
  columns: {district_id: Id, checkouts: Out, fines: Due}
"""
PROPERTIES = """
match_on: district_id
fields: {district_id: Id, barcode: Id, site: Site, last_name: Last, first_name: First, patron_type: Type, status: Status,
  homeroom: Room, grade_level: Grade, graduation_year: Year, birth_date: {column: Born, date: "%Y-%m-%d"}, access_level: {value: Patron},
  LOGIN action: {column: Do, map: {D: delete, default: update}}}
"""
JOB = """
name: north-students
properties: p.properties.yaml
source: {type: directory, folder: ., file: feed.csv}
"""
COLUMNS = ["Id", "Site", "Last", "First", "Type", "Status", "Room", "Grade", "Year", "Born", "User", "Secret", "Do"]
START = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
NO_GUARDS = (
    "guards: {max_inactivated: off, max_inactivated_per_site: off, max_deleted: off, max_deleted_per_site: off, max_shrink: off, "
    "max_changed: off, max_reactivated: off, max_reactivated_per_site: off, max_restricted: off, max_logins_lost: off, "
    "max_transferred: off}\n"
)


def person(number: int, **values: str) -> dict[str, str]:
    """A student. Keys are columns of the feed."""
    standard = {"Id": f"{number:04}", "Site": "HS", "Last": f"Last{number}", "First": "Jo", "Type": "Student", "User": f"user{number}"}
    return dict.fromkeys(COLUMNS, "") | standard | {"Secret": "s3cret", "Status": "A", "Room": "Rm 1"} | values


@dataclass
class North:
    """Days count from the first run, which is on day 0."""

    root: Path
    notes: list[str] = field(default_factory=list)

    def configure(self, inactivation: str, *, guards: str = NO_GUARDS, job: str = "", maps_login: bool = True) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "district.yaml").write_text(DISTRICT)
        (self.folder / "students.yaml").write_text(JOB + inactivation + guards + job)
        (self.folder / "p.properties.yaml").write_text(
            PROPERTIES.replace("LOGIN", "username: User, password: Secret," if maps_login else "")
        )
        self.circulation()

    @property
    def folder(self) -> Path:
        return self.root / "jobs" / "north"

    @property
    def places(self) -> Places:
        return Places(self.root, self.root / "state")

    def circulation(self, *rows: Sequence[str]) -> None:
        self._write("circulation.csv", [["Id", "Out", "Due"], *(rows or [["0001", "0", "0"]])])

    def run(
        self, day: int, people: Sequence[dict[str, str]], update: Update = "full", *, dry_run: bool = False, allow: tuple[str, ...] = ()
    ) -> RunRecord:
        self._write("feed.csv", [COLUMNS, *([row[name] for name in COLUMNS] for row in people)])
        clock = START + timedelta(days=day)
        fresh = (clock - timedelta(hours=1)).timestamp()
        os.utime(self.folder / "circulation.csv", (fresh, fresh))
        loaded = load(self.root)
        assert loaded.errors == ()
        record = run(loaded.job("north-students"), RunOptions(update, dry_run, clock, allow), self.places)
        assert record.outcome in ("succeeded", "blocked"), record.failure
        return record

    def explain(self, day: int, key: str) -> Explanation:
        return explain(self.places, "north-students", key, (START + timedelta(days=day)).isoformat())

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with open_store(self.places.store("north"), read_only=True) as door:
            return door.connection.execute(query, values).fetchall()

    def statuses(self) -> dict[str, str]:
        return dict(self.rows("SELECT district_id, status FROM store.patron ORDER BY district_id"))  # type: ignore[arg-type]

    def entries(self, record: RunRecord) -> list[dict[str, Any]]:
        path = self.places.runs("north") / record.run_id / "entries.parquet"
        with open_store(self.places.store("north"), read_only=True, reach=[path.parent]) as door:
            found = door.connection.execute("SELECT * FROM read_parquet(?) ORDER BY district_id", [str(path)])
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _write(self, name: str, rows: Sequence[Sequence[str]]) -> None:
        with (self.folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)


def check(record: RunRecord, name: str, site: str | None = None) -> Check:
    """The gate or guard of this name."""
    (found,) = [check for check in record.checks if (check.name, check.site) == (name, site)]
    return found


UNSEEN = """
inactivation:
  when_records_read_above: 0
  limit_to: {patron_types: [Student]}
  active: {inactivate_after_days: 14, clear_homeroom: true, disable_login: true, delete_graduated_seniors: true}
  inactive: {delete_after_days: 30, delete_if: no_checkouts_and_no_fines}
"""
EVERYBODY = [person(number) for number in range(1, 6)]
WITHOUT_1 = EVERYBODY[1:]
