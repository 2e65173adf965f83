"""What an inactivation changes, and that a username stays unique in the district."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from .support import district, job

Retire = Callable[..., list[dict[str, Any]]]
GONE = {"last_seen": "2026-01-01", "homeroom": "Rm 1", "has_password": "true"}


def inactivated(retire: Retire, patrons: list[dict[str, Any]], **options: bool) -> list[dict[str, Any]]:
    rules = job({"active": {"inactivate_after_days": 14} | options})
    return retire(rules, district(), as_of="2026-11-20T12:00Z", patrons=patrons)


def test_an_inactivation_alone_changes_the_status(retire: Retire) -> None:
    (row,) = inactivated(retire, [GONE | {"username": "jdoe"}])

    assert json.loads(row["before"]) == {"status": "A"}
    assert json.loads(row["after"]) == {"status": "I", "inactive_since": "2026-11-20"}


def test_the_options_clear_the_homeroom_and_disable_the_login(retire: Retire) -> None:
    (row,) = inactivated(retire, [GONE | {"username": "jdoe"}], clear_homeroom=True, disable_login=True)

    assert json.loads(row["before"]) == {"status": "A", "homeroom": "Rm 1", "username": "jdoe", "password": "changed"}
    assert json.loads(row["after"]) == {
        "status": "I",
        "inactive_since": "2026-11-20",
        "homeroom": "",
        "username": "Inactive-jdoe",
        "password": "changed",
    }


def test_what_is_not_there_is_not_changed(retire: Retire) -> None:
    (row,) = inactivated(retire, [{"last_seen": "2026-01-01"}], clear_homeroom=True, disable_login=True)

    assert json.loads(row["after"]) == {"status": "I", "inactive_since": "2026-11-20"}


@pytest.mark.parametrize(
    ("usernames", "others", "expected"),
    [
        (["jdoe"], ["Inactive-jdoe"], ["Inactive-jdoe-2"]),
        (["jdoe"], ["INACTIVE-JDOE"], ["Inactive-jdoe-2"]),
        (["jdoe"], ["Inactive-jdoe", "Inactive-jdoe-2", "inactive-jdoe-7"], ["Inactive-jdoe-8"]),
        (["jdoe", "jdoe-2"], ["Inactive-jdoe"], ["Inactive-jdoe-3", "Inactive-jdoe-2"]),
        (["jdoe", "JDOE"], [], ["Inactive-jdoe", "Inactive-JDOE-2"]),
        (["x" * 41], [], ["Inactive-" + "x" * 41]),
        (["x" * 50], [], ["Inactive-" + "x" * 41]),
        (["x" * 50], ["Inactive-" + "x" * 41], ["Inactive-" + "x" * 35 + "-2"]),
        (["x" * 49 + "a", "x" * 49 + "b"], [], ["Inactive-" + "x" * 41, "Inactive-" + "x" * 35 + "-2"]),
    ],
)
def test_the_prefixed_username_is_unique_whatever_its_case(
    retire: Retire, usernames: list[str], others: list[str], expected: list[str]
) -> None:
    leavers = [GONE | {"username": username} for username in usernames]
    stayers = [{"last_seen": "2026-11-19", "username": username} for username in others]

    rows = inactivated(retire, leavers + stayers, disable_login=True)

    names = [json.loads(row["after"])["username"] for row in rows]
    assert names == expected
    assert all(len(name) <= 50 for name in names)


def test_the_values_that_decided_are_written_down(retire: Retire) -> None:
    rules = job({"active": {"delete_graduated_seniors": True}})
    senior = {"last_seen": "2026-11-19", "grade_level": "12", "graduation_year": "2025", "checkouts": 0, "fines": "0"}

    (row,) = retire(rules, district(), as_of="2026-11-20T12:00Z", patrons=[senior])

    assert row["reason"] == "graduated: grade 12, class of 2025, school year 2026"
    assert json.loads(row["decided_by"]) == {
        "grade_level": "12",
        "graduation_year": 2025,
        "school_year": 2026,
        "circulation_known": True,
        "checkouts": 0,
        "fines": "0.00",
    }
