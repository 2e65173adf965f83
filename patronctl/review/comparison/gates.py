"""The gates before a feed: one that lets more through is dangerous."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from patronctl.review.comparison.guards import amount
from patronctl.review.comparison.row import Danger, Row, by_path, fewer, more

LOOSER = "a gate is loosened"
OFF = "a gate is turned off"
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_STRICT = {"off": 0, "warn": 1, "stop": 2, "skip": 2}


def _weaker(before: Any, after: Any) -> str:
    if before is None or after is None or _STRICT[after] >= _STRICT[before]:
        return ""
    return OFF if after == "off" else "a gate only warns now"


def _gone(before: Any, after: Any) -> str:
    return OFF if before is not None and after is None else ""


def _off_or(looser: Danger) -> Danger:
    def danger(before: Any, after: Any) -> str:
        if None in (before, after) or before == "off":
            return ""
        return OFF if after == "off" else looser(before, after)

    return danger


def _older(before: str, after: str) -> str:
    return LOOSER if _age(after) > _age(before) else ""


def _age(text: str) -> timedelta:
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})


def _or_off(text: str, off: str) -> Callable[[Any], str]:
    return lambda value: off if value == "off" else text.format(value)


def _severity(what: str) -> dict[str, str]:
    return {"stop": f"{what} stop the run", "warn": f"{what} only give a warning", "off": f"{what} are not looked for"}


def _was(value: Any) -> str:
    return "no limit" if value == "off" else str(value)


_RISE = _off_or(lambda before, after: LOOSER if amount(after) > amount(before) else "")
_FALL = _off_or(lambda before, after: LOOSER if amount(after) < amount(before) else "")
ROWS = by_path(
    [
        Row("gates.max_age", _or_off("A feed older than {} stops the run", "A feed may be of any age"), _off_or(_older), was=_was),
        Row("gates.old_after", _or_off("A feed older than {} gives a warning", "An old feed gives no warning"), _off_or(_older), was=_was),
        Row("gates.future_file", _severity("Files of the future"), _weaker),
        Row(
            "gates.max_same_value_rise",
            _or_off("One value may come to stand for {} more of the people than before", "One value may come to stand for everybody"),
            _RISE,
            was=_was,
        ),
        Row("gates.spreadsheet_dates", _severity("Values that a spreadsheet made dates of"), _weaker),
        Row("gates.stable_for_seconds", "A feed must not change for {} seconds before it is read", fewer(LOOSER)),
        Row("gates.trigger_file", "A feed is read once {} is there", _gone, "A feed is read without waiting for another file", "none"),
        Row("gates.checksum_file", "A feed must match the checksum in {}", _gone, "A feed's checksum is no longer compared", "none"),
        Row("gates.min_bytes", "A feed needs at least {} bytes", fewer(LOOSER)),
        Row("gates.max_unpacked_bytes", "A compressed feed may unpack to {} bytes", more(LOOSER)),
        Row("gates.max_unpacked_ratio", "A compressed feed may unpack to {} times its size", more(LOOSER)),
        Row(
            "gates.same_as_last_time",
            {
                "warn": "A feed with the bytes of the last one is loaded with a warning",
                "skip": "A feed with the bytes of the last one is not loaded again",
                "off": "A feed with the bytes of the last one is loaded without a warning",
            },
            _weaker,
        ),
        Row(
            "gates.min_overlap",
            _or_off("Of the patrons in the last feed, {} must be in the next", "A feed may have other patrons than the last one"),
            _FALL,
            was=_was,
        ),
        Row("gates.cut_off", _severity("A file that was cut off"), _weaker),
        Row("gates.header_drift", _severity("Columns that come, go or move"), _weaker),
        Row(
            "gates.max_blank_rise",
            _or_off("The blanks in a field may rise by {} from feed to feed", "The blanks in a field may rise by any amount"),
            _RISE,
            was=_was,
        ),
        Row(
            "gates.max_shape_change",
            _or_off("The share of all-digit values in a field may move by {}", "The shape of a field's values may change in any way"),
            _RISE,
            was=_was,
        ),
        Row("gates.leading_zeros_lost", _severity("Lost leading zeros"), _weaker),
        Row("gates.scientific_notation", _severity("Identifiers such as 1.2E+11"), _weaker),
        Row("gates.mojibake", _severity("Names such as MuÃ±oz"), _weaker),
    ]
)
