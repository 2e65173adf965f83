"""Retirement: sooner, more people, or fewer conditions is dangerous."""

from collections.abc import Callable
from typing import Any

from patronctl.review.comparison.row import Danger, Row, becomes, by_path, fewer, gains, more, never_said, sooner, turned_on

STRICTNESS = (None, "no_checkouts_and_no_fines", "no_checkouts_and_fines_below", "regardless")
CONDITIONS = {
    None: "never",
    "no_checkouts_and_no_fines": "only without checkouts and fines",
    "no_checkouts_and_fines_below": "only without checkouts and with small fines",
    "regardless": "regardless of checkouts and fines",
}
SOONER = "patrons go sooner"
WITH_TRANSACTIONS = "patrons with transactions may be deleted"


def _days(count: Any) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _after_days(count: Any) -> str:
    return f"after {_days(count)}"


def _looser_condition(before: Any, after: Any) -> str:
    if after == "regardless":
        return "patrons who owe items or money may be deleted"
    return "a condition of deletion is loosened" if before and STRICTNESS.index(after) > STRICTNESS.index(before) else ""


def _wider(what: str) -> Danger:
    """A list of a scope: an entry more is wider, an empty list has no limit at all."""

    def danger(before: Any, after: Any) -> str:
        if after is None:
            return ""  # the scope as a whole says it
        if not after:
            return f"the scope has no limit on {what} any more" if before else ""
        return "the scope is widened" if before and set(after) - set(before) else ""

    return danger


def _list(what: str) -> tuple[Callable[[Any], str], Callable[[Any], str]]:
    def say(value: Any) -> str:
        return f"{what} that may be retired: {', '.join(value) if value else 'any'}"

    return say, lambda value: ", ".join(value) if value else "any"


def _scope(key: str, what: str) -> Row:
    say, was = _list(what)
    return Row(f"inactivation.limit_to.{key}", say, _wider(what[0].lower() + what[1:]), unset="any", was=was)


def _with_transactions(key: str, text: str) -> Row:
    at = f"inactivation.inactive.delete_with_transactions.{key}"
    absent = f"Patrons with transactions are no longer deleted by their {key.replace('_', ' ')}"
    return Row(at, text, sooner(WITH_TRANSACTIONS, WITH_TRANSACTIONS), absent, "never")


def _years_counted(before: Any, after: Any) -> str:
    return "a class goes at another date" if before and after else ""


ROWS = by_path(
    [
        Row("inactivation.when_records_read_above", "Retirement needs more than {} records read", fewer("a threshold is lowered")),
        Row("inactivation.when_skipped_below", "Retirement needs fewer than {} skipped records", more("a threshold is loosened")),
        Row(
            "inactivation.limit_to",
            {"everyone": "Every patron of the district may be retired"},
            becomes("everyone", "every patron of the district is in scope"),
            unset="only some",
        ),
        _scope("patron_types", "Patron types"),
        _scope("access_levels", "Access levels"),
        _scope("personas", "Personas"),
        Row(
            "inactivation.active.inactivate_after_days",
            lambda count: f"Patrons will be inactivated after {_days(count)} without being in a feed",
            sooner("a rule that inactivates is switched on", SOONER),
            "Patrons will no longer be inactivated",
            "never",
            _after_days,
        ),
        Row(
            "inactivation.active.clear_homeroom",
            {True: "The homeroom of inactivated patrons will be cleared", False: "The homeroom of inactivated patrons will stay"},
            turned_on("homerooms are erased"),
        ),
        Row(
            "inactivation.active.disable_login",
            {True: "Inactivated patrons will lose their login", False: "Inactivated patrons will keep their login"},
            turned_on("passwords are removed"),
        ),
        Row(
            "inactivation.active.delete_graduated_seniors",
            {True: "Graduated seniors will be deleted", False: "Graduated seniors will no longer be deleted"},
            turned_on("a rule that deletes is switched on"),
        ),
        Row(
            "inactivation.active.graduated_when",
            {
                "before_school_year": "Seniors count as graduated when the next school year starts",
                "up_to_school_year": "Seniors count as graduated when the school year of their graduation starts",
            },
            becomes("up_to_school_year", "a class goes a year earlier"),
            was=never_said,
        ),
        Row(
            "inactivation.active.graduated_seniors_in_feed",
            {
                "keep": "Graduated seniors in the feed will be kept",
                "delete": "Graduated seniors will be deleted although they are in the feed",
            },
            becomes("delete", "patrons in the feed are deleted"),
            was=never_said,
        ),
        Row("inactivation.active.senior_grade_levels", "Seniors have the grade level {}", gains("more patrons count as seniors")),
        Row(
            "inactivation.active.include_restricted",
            {True: "Restricted patrons will be retired like active ones", False: "Restricted patrons will be left alone"},
            turned_on("restricted patrons may be inactivated or deleted"),
        ),
        Row(
            "inactivation.inactive.delete_after_days",
            lambda count: f"Inactive patrons will be deleted after {_days(count)}",
            sooner("a rule that deletes is switched on", SOONER),
            "Inactive patrons will no longer be deleted",
            "never",
            _after_days,
        ),
        Row(
            "inactivation.inactive.delete_if",
            lambda value: f"Inactive patrons are deleted {CONDITIONS[value]}",
            _looser_condition,
            was=lambda value: CONDITIONS[value],
            unset="never",
        ),
        Row(
            "inactivation.inactive.fines_below",
            "A deleted patron may owe fines below {}",
            more("larger fines are written off"),
            unset="nothing",
        ),
        _with_transactions("inactive_days", "Patrons with transactions are deleted after {} inactive days"),
        _with_transactions("graduated_years_ago", "Patrons with transactions are deleted {} years after graduation"),
        _with_transactions("age", "Patrons with transactions are deleted at the age of {}"),
        Row(
            "inactivation.inactive.delete_with_transactions.years_counted_in",
            {
                "calendar_years": "Years since graduation are counted in calendar years",
                "school_years": "Years since graduation are counted in school years",
            },
            _years_counted,
            was=never_said,
        ),
    ]
)
