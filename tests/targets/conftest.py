"""The sample district with a Koha to deliver to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from patronctl.config.workspace import load
from patronctl.domain.delivery import DeliveryRecord
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places
from patronctl.store.connection import open_store
from patronctl.update.context import RunOptions
from patronctl.update.deliver import deliver
from patronctl.update.delivery.delivery import Options
from patronctl.update.run import run
from tests.targets.koha.double import Double, running

DISTRICT = """
name: north
title: North District
timezone: America/Chicago
statistical_year_starts_in: august
sites:
  - {short_name: HS, title: High School, default_patron_type: Student, default_access_level: Patron}
  - {short_name: MS, title: Middle School, default_patron_type: Student, default_access_level: Patron}
access_levels: [Patron]
patron_types: {Student: student, Teacher: faculty}
"""
JOB = """
name: students
properties: p.properties.yaml
source: {type: directory, folder: ., file: feed.csv}
options: {delete_patrons_with_transactions: true}
guards: {max_deleted: off, max_deleted_per_site: off, max_added: off, max_inactivated: off, max_inactivated_per_site: off, max_shrink: off,
  max_changed: off, max_reactivated: off, max_reactivated_per_site: off, max_restricted: off, max_logins_lost: off, max_transferred: off}
"""
PROPERTIES = """
match_on: district_id
fields: {district_id: Id, barcode: Card, site: Site, last_name: Last, first_name: First, patron_type: Type, status: Status,
  homeroom: Room, grade_level: Grade, birth_date: {column: Born, date: "%Y-%m-%d"}, access_level: {value: Patron},
  username: User, email_1: Mail, address_1_phone_1: Phone, action: {column: Do, map: {D: delete, default: update}}}
"""
COLUMNS = ["Id", "Card", "Site", "Last", "First", "Type", "Status", "Room", "Grade", "Born", "User", "Mail", "Phone", "Do"]
KOHA: dict[str, Any] = {
    "name": "koha",
    "type": "koha",
    "client_id": {"env": "KOHA_ID"},
    "client_secret": {"env": "KOHA_SECRET"},
    "libraries": {"HS": "HS", "MS": "MPL"},
    "categories": {"Student": "ST", "Teacher": "T"},
    "fields": {"statistics_1": "grade_level"},
    "attributes": {"SIS_ID": "district_id", "HOMEROOM": "homeroom"},
    "leave_alone": {"categories": ["S"]},
    "inactive": {"expire": True, "category": "LEFT"},
    "delete": "when_free",
    "limits": {"per_second": 1000, "timeout_seconds": 5},
    "guards": dict.fromkeys(("max_created", "max_inactivated", "max_reactivated", "max_deleted", "max_renamed", "max_missing"), "off"),
}


def person(number: int, **values: str) -> dict[str, str]:
    """A student. Keys are columns of the feed."""
    standard = {"Id": f"{number:04}", "Card": f"C{number:04}", "Site": "HS", "Last": f"Last{number}", "First": f"First{number}"}
    return dict.fromkeys(COLUMNS, "") | standard | {"Type": "Student", "Status": "A", "Room": "12", "Grade": "9"} | values


@dataclass
class Library:
    """A district, its store, and the library system that it is delivered to."""

    root: Path
    double: Double
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.root / "jobs" / "north"

    @property
    def places(self) -> Places:
        return Places(self.root, self.root / "state")

    def configure(self, **changes: Any) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        target = {**KOHA, "url": self.double.url, **changes}
        target = {key: value for key, value in target.items() if value is not None}
        with (self.folder / "district.yaml").open("w") as file:
            file.write(DISTRICT)
            YAML(typ="safe").dump({"targets": [target]}, file)
        (self.folder / "students.yaml").write_text(JOB)
        (self.folder / "p.properties.yaml").write_text(PROPERTIES)

    def night(self, *people: dict[str, str]) -> RunRecord:
        """Load these people, and nobody else changes."""
        rows = [",".join(COLUMNS), *(",".join(row[name] for name in COLUMNS) for row in people)]
        (self.folder / "feed.csv").write_text("\n".join(rows) + "\n")
        record = run(load(self.root).job("students"), RunOptions("full"), self.places)
        assert record.failure is None, record.failure
        return record

    def deliver(self, *, expect_failure: bool = False, **options: Any) -> DeliveryRecord:
        loaded = load(self.root)
        assert loaded.errors == ()
        job = loaded.job("students")
        record = deliver(job.district, job.folder, job.district.targets[0], self.places, Options(**options))
        assert record.failure is None or expect_failure, record.failure
        return record

    def cards(self) -> dict[str, dict[str, Any]]:
        """Patrons there by card, without the service accounts."""
        return {patron["cardnumber"]: patron for patron in self.double.koha.patrons.values() if patron["category_id"] != "S"}

    def attribute(self, card: str, code: str) -> str | None:
        number = self.cards()[card]["patron_id"]
        return next((row["value"] for row in self.double.koha.attributes_of(number) if row["type"] == code), None)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with open_store(self.places.store("north"), read_only=True) as door:
            return door.connection.execute(query).fetchall()

    def entries(self, record: DeliveryRecord) -> list[dict[str, Any]]:
        path = self.places.district("north") / "deliveries" / record.delivery_id / "entries.parquet"
        with open_store(self.places.store("north"), read_only=True, reach=[path.parent]) as door:
            found = door.connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("KOHA_ID", "svc")
    monkeypatch.setenv("KOHA_SECRET", "svc-secret")
    with running() as double:
        made = Library(tmp_path, double)
        made.configure()
        yield made
