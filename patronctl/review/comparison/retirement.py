"""Retirement: sooner, more people, or fewer conditions is dangerous."""

from typing import Any

from patronctl.review.comparison.row import Row, change, higher, lower, switch, turned_on

STRICTNESS = (None, "no_checkouts_and_no_fines", "no_checkouts_and_fines_below", "regardless")
CONDITIONS = {
    None: "never",
    "no_checkouts_and_no_fines": "only without checkouts and fines",
    "no_checkouts_and_fines_below": "only without checkouts and with small fines",
    "regardless": "regardless of checkouts and fines",
}


def _days(done: str) -> Any:
    def say(before: Any, after: Any) -> str:
        if after is None:
            return f"Patrons will no longer be {done} (before: after {before} days)"
        return f"Patrons will be {done} after {after} days" + (f" instead of {before}" if before is not None else " (before: never)")

    return say


def _condition(before: Any, after: Any) -> str:
    return f"Inactive patrons are deleted {CONDITIONS[after]} (before: {CONDITIONS[before]})"


def _looser_condition(before: Any, after: Any) -> str:
    if after == "regardless":
        return "patrons who owe items or money may be deleted"
    return "a condition of deletion is loosened" if STRICTNESS.index(after) > STRICTNESS.index(before) else ""


def _wider(before: Any, after: Any) -> str:
    """A list of a scope: an entry more is wider, an empty list has no limit at all."""
    before, after = before or [], after or []
    if not after:
        return "the scope has no limit on this property any more" if before else ""
    return "the scope is widened" if before and set(after) - set(before) else ""


def _everyone(before: Any, after: Any) -> str:  # noqa: ARG001
    return "every patron of the district is in scope" if after == "everyone" else ""


RULE = "inactivation"
SOONER = "patrons go sooner"
ROWS = [
    Row("inactivation.when_records_read_above", change("Retirement needs more records read than"), lower("a threshold is lowered")),
    Row("inactivation.when_skipped_below", change("Retirement needs fewer skipped records than"), higher("a threshold is loosened")),
    Row("inactivation.limit_to", change("Retirement is limited to", nothing="lists of its own"), _everyone),
    Row("inactivation.limit_to.patron_types", change("Patron types that may be retired", nothing="no limit"), _wider),
    Row("inactivation.limit_to.access_levels", change("Access levels that may be retired", nothing="no limit"), _wider),
    Row("inactivation.limit_to.personas", change("Personas that may be retired", nothing="no limit"), _wider),
    Row("inactivation.active.inactivate_after_days", _days("inactivated"), lower(SOONER)),
    Row(
        "inactivation.active.clear_homeroom",
        switch("The homeroom of inactivated patrons will be cleared", "The homeroom of inactivated patrons will stay"),
    ),
    Row(
        "inactivation.active.disable_login",
        switch("Inactivated patrons will lose their login", "Inactivated patrons will keep their login"),
        turned_on("passwords are removed"),
    ),
    Row(
        "inactivation.active.delete_graduated_seniors",
        switch("Graduated seniors will be deleted", "Graduated seniors will no longer be deleted"),
        turned_on("a rule that deletes is switched on"),
    ),
    Row(
        "inactivation.active.graduated_when",
        change("Seniors count as graduated"),
        lambda before, after: "a class goes a year earlier" if after == "up_to_school_year" and before else "",
    ),
    Row("inactivation.inactive.delete_after_days", _days("deleted when inactive, that is,"), lower(SOONER)),
    Row("inactivation.inactive.delete_if", _condition, _looser_condition),
    Row("inactivation.inactive.fines_below", change("Fines that a deleted patron may owe, below"), higher("larger fines are written off")),
    *(
        Row(
            f"inactivation.inactive.delete_with_transactions.{key}",
            change(f"Patrons with transactions are deleted when {what}", nothing="never by this rule"),
            lower("patrons with transactions may be deleted"),
        )
        for key, what in (
            ("inactive_days", "inactive for so many days"),
            ("graduated_years_ago", "they graduated so many years ago"),
            ("age", "they have reached the age"),
        )
    ),
    Row(
        "options.delete_patrons_with_transactions",
        switch("The feed may delete patrons with outstanding transactions", "The feed may no longer delete patrons with transactions"),
        turned_on("patrons with transactions may be deleted"),
    ),
]
