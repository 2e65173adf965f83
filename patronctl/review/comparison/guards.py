"""Guards: a limit that lets more through is dangerous."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from patronctl.domain.changed import FIELDS
from patronctl.review.comparison.row import Row, becomes, by_path, fewer, more

LOOSER = "a guard is loosened"
VERBS = {
    "added": "add",
    "updated": "change",
    "transferred": "transfer",
    "reactivated": "make active again",
    "inactivated": "inactivate",
    "deleted": "delete",
}


def limit(of: str, off: str) -> Callable[[Any], str]:
    """A limit in words. `of` has {} for "at most 5% of" or "at most 40"."""

    def say(value: Any) -> str:
        if value == "off":
            return off
        return of.format(f"at most {value} of" if str(value).endswith("%") else f"at most {value:,}")

    return say


def no_limit(value: Any) -> str:
    """A limit before, in short."""
    return "no limit" if value == "off" else f"{value:,}" if isinstance(value, int) else str(value)


def looser(before: Any, after: Any) -> str:
    """A limit rises, is turned off, or can't be compared because a number became a percentage."""
    if before is None or after is None or after == before or before == "off":
        return ""
    if after == "off":
        return "a guard is turned off"
    if _is_share(before) != _is_share(after):
        return "a guard counts in another unit: check that it is no looser"
    return LOOSER if amount(after) > amount(before) else ""


def amount(value: Any) -> Decimal:
    """The number of a limit or a percentage."""
    return Decimal(str(value).removesuffix("%"))


def _is_share(value: Any) -> bool:
    return str(value).endswith("%")


def _per_run(verbs: Mapping[str, str]) -> Iterable[Row]:
    for kind, verb in verbs.items():
        say = limit(f"One run may {verb} {{}} patrons", f"One run may {verb} any number of patrons")
        yield Row(f"guards.max_{kind}", say, looser, was=no_limit)
        say = limit(f"One run may {verb} {{}} a site's patrons", f"One run may {verb} any number of a site's patrons")
        yield Row(f"guards.max_{kind}_per_site", say, looser, was=no_limit)


def _per_field(fields: Iterable[str]) -> Iterable[Row]:
    for name in fields:
        words = name.replace("_", " ")
        say = limit(
            f"One feed may overwrite the {words} of {{}} known patrons", f"One feed may overwrite the {words} of any number of patrons"
        )
        yield Row(f"guards.max_changed.{name}", say, looser, was=no_limit)
    say = limit(
        "One feed may overwrite a field of {} the known patrons of a site", "One feed may overwrite a field of all patrons of a site"
    )
    yield Row("guards.max_changed_per_site", say, looser, was=no_limit)
    off = "One feed may overwrite who people are without a limit"
    yield Row("guards.max_changed", {"off": off}, lambda _, after: "a guard is turned off" if after == "off" else "")


ROWS = by_path(
    [
        *_per_run(VERBS),
        *_per_field(FIELDS),
        Row(
            "guards.max_restricted",
            limit("One run may restrict {} active patrons", "One run may restrict any number of patrons"),
            looser,
            was=no_limit,
        ),
        Row(
            "guards.max_logins_lost",
            limit("One run may take the login from {} active patrons", "One run may take the login from any number of patrons"),
            looser,
            was=no_limit,
        ),
        Row(
            "guards.max_other_person",
            limit(
                "A run may skip {} records whose key is somebody else's",
                "A run may skip any number of records whose key is somebody else's",
            ),
            looser,
            was=no_limit,
        ),
        Row("guards.min_records", "A feed needs at least {} records", fewer(LOOSER)),
        Row(
            "guards.max_shrink",
            limit("A full update may read {} records fewer than the last one", "A full update may read any number of records fewer"),
            looser,
            was=no_limit,
        ),
        Row("guards.max_skipped", limit("A run may skip {} records", "A run may skip any number of records"), looser, was=no_limit),
        Row("guards.guard_floor", "A percentage never blocks fewer than {} patrons", more(LOOSER)),
        Row(
            "guards.when_retirement_is_blocked",
            {
                "stop": "A guard that stops the retirement stops the whole run",
                "load_the_rest": "A guard that stops the retirement lets the rest be loaded",
            },
            becomes("load_the_rest", LOOSER),
            was=lambda value: str(value).replace("_", " "),
        ),
    ]
)
