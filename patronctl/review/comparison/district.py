"""The district's facts."""

from typing import Any

from patronctl.review.comparison.row import Row, change


def _zone(before: Any, after: Any) -> str:  # noqa: ARG001
    return "every job of the district starts at another moment" if before else ""


ROWS = [
    Row("title", change("The district's name is")),
    Row("timezone", change("The time zone is"), _zone),
    Row("statistical_year_starts_in", change("The school year starts in"), lambda before, _: "decides who has graduated" if before else ""),
    Row("require_district_id", change("A new patron needs a district ID")),
    Row("access_levels", change("The access levels are")),
    Row(
        "circulation.lists",
        change("Absence from the circulation file means"),
        lambda _, after: "absence now means no transactions" if after == "patrons_with_transactions" else "",
    ),
    Row("circulation.max_age_hours", change("The circulation file may be so many hours old")),
    Row("tombstones_kept_days", change("Days that tombstones of deleted patrons are kept")),
]
