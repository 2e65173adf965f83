"""A job's rows: where its feed comes from, what becomes of the file, the switches of the update, its retirement, guards and gates."""

from typing import Any

from patronctl.review.comparison import gates, guards, retirement, source
from patronctl.review.comparison.row import Row, becomes, by_path, changed, turned_on

UNSEEN = "patrons who are not in it count as unseen, and may be retired"
_DONE = {"leave": "left where it is", "delete": "deleted"}


def _privately(before: Any, after: Any) -> str:
    return "names and identifiers are shown in the pages" if (before, after) == ("masked", "shown") else ""


def _unknown_type(before: Any, after: Any) -> str:
    consequence = {"skip": UNSEEN, "default": "patrons may come into a retirement's scope"}
    return consequence.get(after, "") if before else ""


ROWS = (
    by_path(
        [
            Row("name", "The job is called {}"),
            Row("description", "The description is: {}", absent="The description is removed", unset="none"),
            Row("properties", "The properties are those in {}", changed("columns may become other fields")),
        ]
    )
    | source.rows("source", "The feed", UNSEEN)
    | by_path(
        [
            Row(
                "encoding",
                "The feed is read as {}",
                absent="The feed is read in the encoding of the properties",
                unset="as the properties say",
            ),
            Row(
                "after_run",
                lambda value: f"After a successful run the file is {_DONE[value]}",
                becomes("delete", "the source file will be deleted"),
                unset="moved to an archive",
                was=lambda value: _DONE[value],
            ),
            Row("after_run.archive", "After a successful run the file is moved to {}", unset="not moved"),
            Row(
                "options.delete_patrons_with_transactions",
                {
                    True: "The feed may delete patrons with outstanding transactions",
                    False: "The feed may no longer delete patrons with transactions",
                },
                turned_on("patrons with transactions may be deleted"),
            ),
            Row(
                "options.summary",
                {
                    "everything": "The Job Summary lists every patron",
                    "errors_and_warnings": "The Job Summary lists errors and warnings",
                },
                was=lambda value: str(value).replace("_", " "),
            ),
            Row("options.summary_values", {"shown": "The pages show values", "masked": "The pages mask values"}, _privately),
            Row("options.keep_runs", "The last {} runs are kept"),
            Row(
                "options.duplicate_records",
                {
                    "first": "Of several records of one patron, the first is applied",
                    "last": "Of several records of one patron, the last is applied",
                    "skip_all": "Of several records of one patron, none is applied",
                },
                becomes("skip_all", UNSEEN),
                was=lambda value: str(value).replace("_", " "),
            ),
            Row(
                "options.unknown_patron_type",
                {
                    "create": "An unknown patron type is created",
                    "default": "An unknown patron type becomes the site's default",
                    "skip": "A record with an unknown patron type is skipped",
                },
                lambda before, after: (
                    {"skip": UNSEEN, "default": "patrons may come into a retirement's scope"}.get(after, "") if before else ""
                ),
            ),
            Row(
                "options.invalid_status",
                {"active": "A blank or unknown status means active", "keep": "A blank or unknown status keeps the stored one"},
            ),
        ]
    )
    | retirement.ROWS
    | guards.ROWS
    | gates.ROWS
)
"""By path, in the order in which they are said."""
