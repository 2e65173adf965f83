"""What a job may say about retirement mirrors what Destiny lets an administrator say."""

from typing import Any

import pytest
from pydantic import ValidationError

from patronctl.config.retirement import Inactivation

ACTIVE = {"inactivate_after_days": 14}
BELOW = {"delete_after_days": 1, "delete_if": "no_checkouts_and_fines_below"}
WITH = "delete_with_transactions"


def inactivation(**parts: Any) -> Inactivation:
    return Inactivation.model_validate({"when_records_read_above": 1000, "limit_to": "everyone"} | parts)


@pytest.mark.parametrize(
    "parts",
    [
        {"when_records_read_above": 0},
        {"when_records_read_above": 999_999},
        {"active": {"inactivate_after_days": 0}},
        {"active": {"inactivate_after_days": 999}},
        {"active": ACTIVE | {"clear_homeroom": True, "disable_login": True}},
        {"inactive": {"delete_after_days": 0, "delete_if": "regardless"}},
        {"inactive": {"delete_after_days": 999, "delete_if": "no_checkouts_and_no_fines"}},
        {"inactive": {"delete_after_days": 999, "delete_if": "no_checkouts_and_fines_below", "fines_below": "5.00"}},
        {"inactive": {WITH: {"inactive_days": 0}}},
        {"inactive": {WITH: {"graduated_years_ago": 99}}},
        {"inactive": {WITH: {"age": 99}}},
        {"limit_to": {"personas": ["student"]}},
    ],
)
def test_what_destiny_allows_is_allowed(parts: dict[str, Any]) -> None:
    inactivation(**parts)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"inactive": BELOW | {"fines_below": "5.001"}}, "2 decimal places"),
        ({"inactive": BELOW | {"fines_below": "-1"}}, "greater than or equal to 0"),
        ({"when_records_read_above": -1}, "greater than or equal to 0"),
        ({"when_records_read_above": 1_000_000}, "less than or equal to 999999"),
        ({"active": {"inactivate_after_days": -1}}, "greater than or equal to 0"),
        ({"active": {"inactivate_after_days": 1000}}, "less than or equal to 999"),
        ({"active": {"clear_homeroom": True}}, "need inactivate_after_days"),
        ({"active": {"disable_login": True}}, "need inactivate_after_days"),
        ({"inactive": {"delete_after_days": 1000, "delete_if": "regardless"}}, "less than or equal to 999"),
        ({"inactive": {"delete_after_days": 30}}, "go together"),
        ({"inactive": {"delete_if": "regardless"}}, "go together"),
        ({"inactive": {"delete_after_days": 1, "delete_if": "regardless", "fines_below": "5.00"}}, "only with it"),
        ({"inactive": {"delete_after_days": 1, "delete_if": "no_checkouts_and_fines_below"}}, "only with it"),
        ({"inactive": {"fines_below": "5.00"}}, "only with it"),
        ({"inactive": {"delete_after_days": 1, "delete_if": "regardless", WITH: {"age": 21}}}, "not available"),
        ({"inactive": {WITH: {}}}, "exactly one of"),
        ({"inactive": {WITH: {"age": 21, "inactive_days": 30}}}, "exactly one of"),
        ({"inactive": {WITH: {"inactive_days": 100}}}, "less than or equal to 99"),
        ({"inactive": {WITH: {"graduated_years_ago": 100}}}, "less than or equal to 99"),
        ({"inactive": {WITH: {"age": 100}}}, "less than or equal to 99"),
        ({"inactive": {WITH: {"age": 21, "years_counted_in": "school_years"}}}, "needs graduated_years_ago"),
        ({"limit_to": {}}, "limit_to: everyone"),
        ({"limit_to": {"patron_types": []}}, "limit_to: everyone"),
        ({"limit_to": None}, "limit_to"),
    ],
)
def test_what_destiny_refuses_is_refused(parts: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        inactivation(**parts)


def test_a_job_with_rules_says_whom_they_may_touch() -> None:
    with pytest.raises(ValidationError, match="limit_to"):
        Inactivation.model_validate({"when_records_read_above": 1000, "active": ACTIVE})


@pytest.mark.parametrize(("amount", "cents"), [("5.00", 500), ("0.29", 29), ("4.9", 490), ("1000.01", 100001)])
def test_fines_are_whole_cents(amount: str, cents: int) -> None:
    rules = inactivation(inactive={"delete_after_days": 1, "delete_if": "no_checkouts_and_fines_below", "fines_below": amount})

    assert rules.inactive.fines_below_cents == cents
