"""One patron, one policy, one answer: what the golden tables ask."""

import copy
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.retirement.policy import make_policy
from patronctl.retirement.rules import decide, judge
from patronctl.store.door import Door, staging

SNAPSHOT = {
    "patron_id": ("BIGINT", 1),
    "district_id": ("VARCHAR", "1001"),
    "site": ("VARCHAR", "LHS"),
    "barcode": ("VARCHAR", "00001001"),
    "last_name": ("VARCHAR", "Doe"),
    "first_name": ("VARCHAR", "Jo"),
    "patron_type": ("VARCHAR", "Student"),
    "access_level": ("VARCHAR", "Patron"),
    "persona": ("VARCHAR", "student"),
    "status": ("VARCHAR", "A"),
    "inactive_since": ("DATE", None),
    "last_seen": ("TIMESTAMP", "2026-09-01 12:00"),
    "seen_now": ("BOOLEAN", "false"),
    "graduation_year": ("VARCHAR", None),
    "grade_level": ("VARCHAR", None),
    "birth_date": ("DATE", None),
    "homeroom": ("VARCHAR", None),
    "username": ("VARCHAR", None),
    "has_password": ("BOOLEAN", "false"),
}
DISTRICT: dict[str, Any] = {
    "name": "lincoln",
    "title": "Lincoln Unified School District",
    "timezone": "America/Chicago",
    "statistical_year_starts_in": "august",
    "sites": [{"short_name": "LHS", "title": "High", "default_patron_type": "Student", "default_access_level": "Patron"}],
    "access_levels": ["Patron"],
    "patron_types": {"Student": "student", "Teacher": "faculty"},
}
JOB: dict[str, Any] = {
    "name": "lincoln-students",
    "properties": "students.properties.yaml",
    "source": {"type": "directory", "folder": "feeds", "file": "students.csv"},
}


def district(**changes: Any) -> District:
    return District.model_validate(DISTRICT | changes)


def job(inactivation: dict[str, Any] | None, **changes: Any) -> Job:
    if inactivation is not None:
        inactivation = {"when_records_read_above": 0, "limit_to": "everyone"} | inactivation
    return Job.model_validate(copy.deepcopy(JOB) | {"inactivation": inactivation} | changes)


@pytest.fixture(scope="session")
def door() -> Iterator[Door]:
    with staging() as door:
        yield door


Patrons = list[dict[str, Any]]


@pytest.fixture(scope="session")
def retire(door: Door) -> Callable[..., Patrons]:
    """Ask the rules about some patrons: `retire(job, district, as_of=..., patrons=[{...}])` answers with the rows of `retirement`."""

    def ask(
        job: Job, district: District, *, as_of: str, patrons: Patrons, absent_means_none: bool = False, asked: tuple[int, ...] = ()
    ) -> Patrons:
        run = door.connection.execute
        columns = ", ".join(f"{name} {kind}" for name, (kind, _) in SNAPSHOT.items())
        run(f"CREATE OR REPLACE TEMP TABLE snapshot ({columns})")
        run("CREATE OR REPLACE TEMP VIEW future AS SELECT * FROM snapshot")
        run(f"CREATE OR REPLACE TEMP TABLE circulation_absence AS SELECT {absent_means_none} AS means_none")
        run("CREATE OR REPLACE TEMP TABLE circulation (patron_id BIGINT, checkouts INTEGER, fines_cents BIGINT, known BOOLEAN)")
        run("CREATE OR REPLACE TEMP TABLE asked_to_delete (patron_id BIGINT, record BIGINT)")
        for number, patron in enumerate(patrons, start=1):
            values = [patron.get(name, number if name == "patron_id" else default) for name, (_, default) in SNAPSHOT.items()]
            run(f"INSERT INTO snapshot VALUES ({', '.join('?' for _ in values)})", values)
            if "checkouts" in patron:
                cents = int(Decimal(patron.get("fines", "0")) * 100)
                run("INSERT INTO circulation VALUES (?, ?, ?, true)", [values[0], patron["checkouts"], cents])
        for patron_id in asked:
            run("INSERT INTO asked_to_delete VALUES (?, 7)", [patron_id])
        make_policy(door, job, district, as_of=datetime.fromisoformat(as_of))
        judge(door)
        decide(door)
        result = run("SELECT * FROM retirement ORDER BY patron_id")
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    return ask
