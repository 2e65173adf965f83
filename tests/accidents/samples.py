"""Sample districts that accidents happen to. Every job has the default gates and guards, and retires whoever is not seen for two weeks."""

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.harness.planted import Planted

DISTRICT = """
name: d
title: District of Accidents
timezone: America/Chicago
statistical_year_starts_in: august
require_district_id: true
tombstones_kept_days: 365
sites:
  - {short_name: HS, title: High, aliases: ["101"], default_patron_type: Student, default_access_level: Patron}
  - {short_name: MS, title: Middle, aliases: ["202"], default_patron_type: Student, default_access_level: Patron}
  - {short_name: ES, title: Elementary, aliases: ["303"], default_patron_type: Student, default_access_level: Patron}
access_levels: [Patron, Teacher]
patron_types: {Student: student, Teacher: faculty}
"""
JOB = """
name: d
properties: d.properties.yaml
source: {type: directory, folder: feeds, file: f.csv}
inactivation:
  when_records_read_above: 0
  limit_to: everyone
  active: {inactivate_after_days: 14, clear_homeroom: true, disable_login: true}
  inactive: {delete_after_days: 30, delete_if: regardless}
"""
HEADER = ("ID", "School", "Last", "First", "Born", "Grade", "Room", "Year", "Mail", "User", "Status", "Barcode", "Phone", "Pin")
FIELDS: dict[str, Any] = {
    "site": "School",
    "barcode": "Barcode",
    "district_id": "ID",
    "last_name": "Last",
    "first_name": "First",
    "birth_date": "Born",
    "patron_type": {"value": "Student"},
    "access_level": {"value": "Patron"},
    "grade_level": "Grade",
    "homeroom": "Room",
    "graduation_year": "Year",
    "email_1": "Mail",
    "username": "User",
    "status": {"column": "Status", "map": {"1": "A", "0": "I", "default": "A"}},
    "address_1_phone_1": "Phone",
    "password": "Pin",
}
LASTS = [
    "Nguyen",
    "Muñoz",
    "Kowalski",
    "Okafor",
    "Schmidt",
    "Garcia",
    "O'Neil",
    "Larsen",
    "Haddad",
    "Ivanova",
    "Rossi",
    "Tanaka",
    "Brown",
    "Silva",
    "Weiß",
    "Doyle",
    "Petrov",
    "Chen",
    "Abebe",
    "Katz",
]
FIRSTS = [
    "Ann",
    "Bo",
    "Chloé",
    "Dmitri",
    "Eva",
    "Farid",
    "Grace",
    "Hugo",
    "Ines",
    "Jamal",
    "Kim",
    "Lea",
    "Mateo",
    "Noor",
    "Omar",
    "Priya",
    "Quinn",
    "Rosa",
    "Sam",
    "Tara",
]


@dataclass(frozen=True)
class Sample:
    """How one district reads its feed."""

    name: str
    encoding: str = "utf-8"
    header: bool = True
    match_on: str = "district_id"
    update: str = "full"

    def write(self, root: Path) -> None:
        """The configuration, into a new workspace."""
        folder = root / "jobs" / "d"
        (folder / "feeds").mkdir(parents=True)
        (folder / "district.yaml").write_text(DISTRICT)
        (folder / "d.yaml").write_text(JOB)
        properties = {"encoding": self.encoding, "header": self.header, "match_on": self.match_on, "fields": self._fields()}
        (folder / "d.properties.yaml").write_text(json.dumps(properties))

    def _fields(self) -> dict[str, Any]:
        return FIELDS if self.header else {name: _by_position(mapping) for name, mapping in FIELDS.items()}


def _by_position(mapping: Any) -> Any:
    if isinstance(mapping, str):
        return HEADER.index(mapping) + 1
    return {**mapping, "column": HEADER.index(mapping["column"]) + 1} if "column" in mapping else mapping


SAMPLES = (
    Sample("a header and district IDs"),
    Sample("no header, Windows-1252", encoding="windows-1252", header=False),
    Sample("barcode and site", match_on="barcode_and_site"),
    Sample("incremental", update="incremental"),
)


def people(rng: random.Random, count: int, planted: Planted) -> list[list[str]]:
    """So many rows, nobody like somebody else; most schools of a size, one small."""
    rows = []
    for number in range(count):
        last, first = rng.choice(LASTS), rng.choice(FIRSTS)
        grade = rng.randrange(1, 13)
        rows.append(
            [
                f"{number + 100:06}",
                rng.choice(("101", "101", "202", "202", "303")),
                f"{last}-{rng.choice(LASTS)}" if rng.random() < 0.2 else last,
                first,
                f"{2008 + (12 - grade) // 2}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
                str(grade),
                f"{rng.randrange(1, 9)}-{rng.randrange(1, 4)}",
                str(2027 + 12 - grade),
                f"{first[0]}{last}{number}@d.example".lower(),
                f"{first}.{last}{number}".lower(),
                "1" if rng.random() > 0.04 else "0",
                f"2{number + 5000:07}",
                f"555-{number:04}",
                planted.secret(f"pin {number}"),
            ]
        )
    return rows
