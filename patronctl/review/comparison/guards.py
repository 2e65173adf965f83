"""Guards and gates: a limit that lets more through is dangerous."""

from typing import Any

from patronctl.domain.feed_gate import Gates
from patronctl.review.comparison.row import Row, change, higher, lower

KINDS = {"added": "new", "updated": "changed", "transferred": "transferred", "inactivated": "inactivated", "deleted": "deleted"}
LOOSER = "a guard is loosened"


def _say(of: str) -> Any:
    return change(f"At most this many patrons may be {of}", nothing="the default")


def looser(before: Any, after: Any) -> str:
    """A limit rises, is turned off, or can't be compared because a number became a percentage."""
    if before is None or after is None or after == before or before == "off":
        return ""
    old, new = _amount(before), _amount(after)
    if after == "off":
        return "a guard is turned off"
    if old[0] != new[0]:
        return "a guard counts in another unit: check that it is no looser"
    return LOOSER if new[1] > old[1] else ""


def _amount(limit: Any) -> tuple[str, float]:
    text = str(limit)
    return ("percent", float(text[:-1])) if text.endswith("%") else ("number", float("inf") if text == "off" else float(text))


def _blocked(before: Any, after: Any) -> str:  # noqa: ARG001
    return LOOSER if after == "load_the_rest" else ""


ROWS = [
    *(Row(f"guards.max_{kind}", _say(f"{word} by one run"), looser) for kind, word in KINDS.items()),
    *(Row(f"guards.max_{kind}_per_site", _say(f"{word} at one site by one run"), looser) for kind, word in KINDS.items()),
    Row("guards.min_records", change("Fewest records that a feed may have"), lower(LOOSER)),
    Row("guards.max_shrink", change("How much smaller than the last full update a feed may be"), looser),
    Row("guards.max_skipped", change("How many records may be skipped"), looser),
    Row("guards.guard_floor", change("A percentage never blocks fewer patrons than"), higher(LOOSER)),
    Row("guards.when_retirement_is_blocked", change("When a guard stops the retirement"), _blocked),
]


def _gate_looser(before: Any, after: Any) -> str:
    if before is None or before == "off":
        return ""
    if after in ("off", None):
        return "a gate is turned off"
    return "a gate only warns now" if (before, after) == ("stop", "warn") else ""


GATE_ROWS = [
    Row(f"gates.{name}", change(f"Gate {name.replace('_', ' ')}", nothing="the default"), _gate_looser)
    for name in Gates.model_fields
    if name != "min_overlap"
]
ROWS += [
    *GATE_ROWS,
    Row(
        "gates.min_overlap",
        change("Of the patrons in the last feed, so many must be in this one"),
        lambda before, after: _gate_looser(before, after) or ("a gate is loosened" if _amount(after)[1] < _amount(before)[1] else ""),
    ),
]
