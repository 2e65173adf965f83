"""A patron, a job and a district to begin with: tests say what is different."""

import copy
from typing import Any

from patronctl.config.district import District
from patronctl.config.job import Job

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
    "listed_elsewhere": ("BOOLEAN", "false"),
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
