"""One mapped field: what it comes from in words, and what a change of it may do to people."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from patronctl.config.retirement import Inactivation
from patronctl.properties.model import Choice, FieldMapping, Piece

Told = Iterator[tuple[str, str]]
KEY = "patrons may no longer be found by it"
SCOPE = "changes which patrons a retirement may affect"
LOGIN = "patrons may no longer be able to log in"
GRADUATED = "decides who has graduated, and so who is deleted"

CONSEQUENCES = {
    "site": "patrons may move to another site",
    "barcode": KEY,
    "district_id": KEY,
    "patron_type": SCOPE,
    "access_level": SCOPE,
    "persona": SCOPE,
    "status": "patrons may become inactive, or active again",
    "grade_level": GRADUATED,
    "graduation_year": GRADUATED,
    "birth_date": "decides who has reached the age, and so who is deleted",
    "username": LOGIN,
    "password": LOGIN,
    "action": "the feed decides who is deleted",
}
"""What can happen when a field comes from somewhere else. A field that is not listed only gets another value."""
_KEYS = ("district_id", "barcode")
_OF_A_RULE = ("grade_level", "graduation_year", "birth_date")
_CLEARS = "a blank erases what is stored"
_OVERWRITES = "a blank overwrites what is stored"


def _origin(text: str) -> Callable[[Any], str]:
    return lambda value: text.format(value)


def _alternatives(value: Any) -> str:
    return "if blank, " + ", else ".join(rule(one) for one in (value if isinstance(value, list) else [value]))


def _choice(value: Choice) -> str:
    return f"{rule(value.take)} if {rule(value.if_blank)} is blank, else {rule(value.otherwise)}"


PHRASES: dict[str, Callable[[Any], str]] = {
    "column": _origin("column {}"),
    "value": lambda value: f"the constant {value}" if value else "a blank",
    "template": _origin("the template {}"),
    "sql": _origin("the SQL {}"),
    "parts": lambda value: " followed by ".join(rule(part) for part in value),
    "choose": _choice,
    "trim": lambda value: "" if value else "blanks at its ends kept",
    "if_empty": _alternatives,
    "regex": _origin("what matches {}"),
    "replace": _origin("made into {}"),
    "date": lambda value: f"a date as {' or '.join([value] if isinstance(value, str) else value)}",
    "map": lambda value: f"by the table {value}" if isinstance(value, str) else f"by a table of {len(value)} entries",
    "pad_left": _origin("padded to {}"),
    "pad_with": lambda value: f"with {value!r}",
    "case": _origin("in {} case"),
}
"""Each key of a piece in words."""
BLANKS = {
    None: "as the field usually does",
    "keep": "keeps what is stored",
    "clear": "erases what is stored",
    "default": "becomes the default",
}


def rule(piece: Any) -> str:
    """What a value comes from, in a line."""
    if not isinstance(piece, Piece):
        return PHRASES["column"](piece)
    given = {key: getattr(piece, key) for key in PHRASES}
    return ", ".join(said for key, value in given.items() if value is not None and (said := PHRASES[key](value)))


def told(
    name: str, before: FieldMapping | None, after: FieldMapping | None, rules: Inactivation | None, *, new: bool
) -> Iterator[tuple[str, str]]:
    """A field's change in sentences, each with its danger."""
    if after is None:
        assert before is not None
        yield f"The field {name} will no longer be filled (was: {rule(before)})", KEY if name in _KEYS else ""
        return
    if before is None or _origin_of(before) != _origin_of(after):
        yield from _of_origin(name, before, after, rules, new=new)
    yield from _of_blank(name, before, after)


def _of_origin(
    name: str, before: FieldMapping | None, after: FieldMapping, rules: Inactivation | None, *, new: bool
) -> Iterator[tuple[str, str]]:
    danger = consequence(name, before, after, rules, new=new)
    if before is not None and rule(before) == rule(after):
        yield f"The field {name}: {entries(before.map, after.map)}", danger
        return
    was = f" (was: {rule(before)})" if before else ""
    yield f"The field {name} will come from {rule(after)}{was}", danger


def _of_blank(name: str, before: FieldMapping | None, after: FieldMapping) -> Told:
    old = before.when_blank if before else None
    if old != after.when_blank:
        was = f" (was: {BLANKS[old]})" if before else ""
        yield f"A blank {name} {BLANKS[after.when_blank]}{was}", {"clear": _CLEARS, "default": _OVERWRITES}.get(after.when_blank or "", "")
    if after.default is not None and after.default != (before.default if before else None):
        was = f" (was {before.default})" if before and before.default else ""
        yield f"The default of {name} is {after.default}{was}", _OVERWRITES if before and before.default else ""


def _origin_of(mapping: FieldMapping) -> dict[str, Any]:
    return {key: getattr(mapping, key) for key in PHRASES}


def consequence(name: str, before: FieldMapping | None, after: FieldMapping, rules: Inactivation | None, *, new: bool = False) -> str:
    """What can happen to patrons when a field comes from somewhere else; "" if it only gets another value."""
    if after.value is not None:
        return _of_constant(name, after.value) if before is not None or name in CONSEQUENCES else ""
    if name == "action":
        return CONSEQUENCES["action"]
    if new or (name in _KEYS and before is None) or (name in _OF_A_RULE and not rules):
        return ""
    return CONSEQUENCES.get(name, "")


def _of_constant(name: str, value: str) -> str:
    if name == "action":
        return "every record asks for its patron to be deleted" if value.strip().casefold().startswith("d") else ""
    if name in _KEYS:
        return "every patron gets a new barcode" if value == "autoassign" else "all records become one patron"
    if name == "status" and value.strip().casefold().startswith("i"):
        return "every patron in the feed becomes inactive"
    return f"every patron in the feed gets the same {name.replace('_', ' ')}"


def entries(before: Any, after: Any) -> str:
    """What changes in a table, entry by entry."""
    old, new = (value if isinstance(value, Mapping) else {} for value in (before, after))
    said = [_entry(key, old, new) for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]
    return "; ".join(said[:10]) + (f"; and {len(said) - 10} more" if said[10:] else "")


def _entry(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    def word(value: Any) -> str:
        return rule(value) if isinstance(value, Piece) else value or "a blank"

    name = key or "a blank"
    if key not in new:
        return f"{name} is no longer replaced (was {word(old[key])})"
    return f"{name} becomes {word(new[key])}" + (f" (was {word(old[key])})" if key in old else "")
