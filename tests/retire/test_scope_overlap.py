"""Two jobs whose retirement scopes can meet would retire each other's people."""

from typing import Any

import pytest

from patronctl.config.scope import overlap

from .support import district, job

LINCOLN = district(
    access_levels=["Patron", "Teacher"],
    patron_types={"Student": "student", "Exchange": "student", "Teacher": "faculty", "Volunteer": "other"},
)


def meet(one: Any, other: Any, **options: bool) -> str | None:
    jobs = [job({"limit_to": limit, "active": {"inactivate_after_days": 14}}).inactivation for limit in (one, other)]
    assert jobs[0]
    assert jobs[1]
    assert overlap(*jobs, LINCOLN, **options) == overlap(*reversed(jobs), LINCOLN, **options)
    return overlap(jobs[0], jobs[1], LINCOLN, **options)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"patron_types": ["Student"]}, {"patron_types": ["Teacher"]}, None),
        ({"patron_types": ["Student"]}, {"patron_types": ["Student", "Teacher"]}, "patrons of type Student"),
        ({"personas": ["student"]}, {"personas": ["faculty", "other"]}, None),
        ({"patron_types": ["Student"]}, {"personas": ["faculty"]}, None),
        ({"patron_types": ["Student"]}, {"personas": ["student"]}, "patrons of type Student"),
        ({"patron_types": ["Kindergarten"]}, {"personas": ["faculty"]}, "patrons of type Kindergarten"),
        ({"patron_types": ["Student"]}, {"access_levels": ["Patron"]}, "patrons of type Student with access level Patron"),
        ({"access_levels": ["Patron"]}, {"access_levels": ["Teacher"]}, None),
        ({"personas": ["other"]}, {"access_levels": ["Teacher"]}, "patrons of type Volunteer, any other with access level Teacher"),
        ("everyone", {"patron_types": ["Teacher"]}, "patrons of type Teacher"),
        ("everyone", "everyone", "patrons of every type"),
    ],
)
def test_the_overlap_of_two_scopes_is_named(one: Any, other: Any, expected: str | None) -> None:
    assert meet(one, other) == expected


def test_a_mapped_persona_doesnt_follow_from_the_patron_type() -> None:
    assert meet({"patron_types": ["Student"]}, {"personas": ["faculty"]}, personas_mapped=True) == "patrons of type Student"


def test_a_job_without_rules_retires_nobody() -> None:
    without, everyone = job({}).inactivation, job({"active": {"inactivate_after_days": 14}}).inactivation

    assert without
    assert everyone
    assert overlap(without, everyone, LINCOLN) is None
