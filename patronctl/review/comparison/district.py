"""The district's facts, its circulation, and its sites."""

from typing import Any

from patronctl.review.comparison import source
from patronctl.review.comparison.guards import amount
from patronctl.review.comparison.row import Row, becomes, by_path, changed, fewer, loses, more

TRANSACTIONS = "decides who has transactions, and so who may be deleted"
OUTDATED = "an outdated or incomplete file decides who has transactions"
SCOPE = "patrons may come into a retirement's scope"
CODE_GONE = "records with a code that is gone are skipped, and their patrons no longer seen"


def _unmatched(before: Any, after: Any) -> str:
    return OUTDATED if None not in (before, after) and amount(after) > amount(before) else ""


def _column(key: str, text: str) -> Row:
    return Row(
        f"circulation.columns.{key}", text, changed(TRANSACTIONS), f"The column {key} of the circulation file is no longer read", "none"
    )


ROWS = (
    by_path(
        [
            Row("name", "The district is called {}", changed("it gets another, empty patron store")),
            Row("title", "The district's name is {}"),
            Row("timezone", "The time zone is {}", changed("every job of the district starts at another moment")),
            Row("statistical_year_starts_in", "The school year starts in {}", changed("decides who has graduated")),
            Row("require_district_id", {True: "A new patron needs a district ID", False: "A new patron needs no district ID"}),
            Row("access_levels", "The access levels are {}", loses("patrons with a level that is gone get their site's default")),
        ]
    )
    | source.rows("circulation.source", "The circulation file", TRANSACTIONS)
    | by_path(
        [
            Row(
                "circulation.lists",
                {
                    "patrons_with_transactions": "Who is not in the circulation file has no transactions",
                    "all_patrons": "Who is not in the circulation file has unknown transactions",
                },
                becomes("patrons_with_transactions", "absence now means no transactions"),
                was=lambda value: str(value).replace("_", " "),
            ),
            _column("district_id", "The circulation file names patrons by their district ID in {}"),
            _column("barcode", "The circulation file names patrons by their barcode in {}"),
            _column("site", "The circulation file names the site in {}"),
            _column("checkouts", "The circulation file counts checkouts in {}"),
            _column("fines", "The circulation file counts fines in {}"),
            Row(
                "circulation.source.target",
                "Circulation is asked from the target {}",
                changed(TRANSACTIONS),
                absent="No target is asked",
                unset="none",
            ),
            Row("circulation.encoding", "The circulation file is read as {}"),
            Row("circulation.delimiter", "The circulation file's columns are separated by {}"),
            Row("circulation.max_age_hours", "The circulation file may be {} hours old", more(OUTDATED)),
            Row("circulation.min_records", "The circulation file needs at least {} records", fewer(OUTDATED)),
            Row("circulation.max_unmatched", "Of the circulation file's keys, {} may match no patron", _unmatched),
            Row("report_folder", "The pages are written into {}", absent="The pages are no longer written", unset="nowhere"),
            Row("metrics_folder", "The metrics are written into {}", absent="The metrics are no longer written", unset="nowhere"),
            Row("tombstones_kept_days", "The tombstone of a deleted patron is kept for {} days"),
        ]
    )
)

SITE_ROWS = by_path(
    [
        Row("short_name", "the short name is {}"),
        Row("title", "the name is {}"),
        Row(
            "aliases",
            "other codes for it are {}",
            loses("records with a code that is gone are skipped, and their patrons no longer seen"),
            unset="none",
        ),
        Row("default_patron_type", "patrons without a type become {}", changed(SCOPE)),
        Row("default_access_level", "patrons without an access level get {}", changed(SCOPE)),
        Row(
            "default_resource_group",
            "patrons without a resource group get {}",
            absent="patrons without a resource group get none",
            unset="none",
        ),
    ]
)
"""By key of a site; the sentence begins with the site."""
