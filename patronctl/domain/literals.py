"""Whether a value that a file writes out can be a value of its field: the same rules as sql/3_convert/check.sql has for a feed."""

import re
from datetime import date

from patronctl.domain.fields import PatronField

Complaint = tuple[str, str]
"""What is wrong, and what to write instead."""


def complaint(field: PatronField, text: str, today: date) -> Complaint | None:
    """None where the value can be read, is plausible, and fits."""
    value = text.strip()
    if not value:
        return None
    if field.words:
        return None if value.lower() in field.words else ("it means nothing there", f"Write one of {', '.join(field.words)}.")
    if field.kind == "date":
        return _day(field, value, today)
    if field.kind == "year":
        return _year(field, value, today)
    if field.limit and len(value) > field.limit:
        return f"it is longer than {field.limit} characters", f"Shorten it to {field.limit} characters."
    return None


def _day(field: PatronField, value: str, today: date) -> Complaint | None:
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value) or not _is_day(value):
        return (
            "it is no date written as YYYY-MM-DD",
            "A date in this file is written such as 2026-06-30; the feed's formats don't hold for it.",
        )
    return _implausible(field, value, today)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _year(field: PatronField, value: str, today: date) -> Complaint | None:
    if not re.fullmatch("[0-9]{4}", value):
        return "it is no year of four digits", "Write a year such as 2030."
    return _implausible(field, value, today)


def _implausible(field: PatronField, value: str, today: date) -> Complaint | None:
    if field.plausible is None or value == field.plausible.never:
        return None
    first, last = field.plausible.ends(today)
    return None if first <= value <= last else ("it can't be right", f"Write one between {first} and {last}.")
