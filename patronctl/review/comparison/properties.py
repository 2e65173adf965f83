"""The properties: how the feed is read, and what becomes of each column."""

from collections.abc import Callable, Iterator
from typing import Any

from patronctl.config.retirement import Inactivation
from patronctl.properties.model import Properties, SkipRule
from patronctl.properties.pieces import within
from patronctl.review.comparison import fields
from patronctl.review.comparison.leaves import flat, sentences, usual
from patronctl.review.comparison.row import Row, by_path, changed, more

LEFT_OUT = "patrons who are left out may be retired"
ROWS = by_path(
    [
        Row("match_on", "Patrons are matched by {}", changed("every patron is looked up by another key"), was=lambda value: str(value)),
        Row("encoding", "The feed is read as {}"),
        Row("delimiter", "Columns are separated by {}"),
        Row("quote", "Values are quoted with {}"),
        Row(
            "header",
            {True: "The feed's first line names the columns", False: "The feed has no header: columns are taken by position"},
            changed("columns may become other fields, and one line more or less is a record"),
        ),
        Row("skip_rows", "{} lines before the header are left out", more("more lines are left out")),
    ]
)
CONDITIONS: dict[str, Callable[[Any], str]] = {
    "column": lambda value: f"column {value}",
    "matches": lambda value: f"matches {value}",
    "equals": lambda value: f"is {value or 'blank'}",
    "in": lambda value: f"is one of {', '.join(word or 'a blank' for word in value)}",
    "is_blank": lambda value: "is blank" if value else "is not blank",
}
"""Each key of a rule for records that are left out."""


def told(before: Properties | None, after: Properties, rules: Inactivation | None) -> Iterator[tuple[str, str]]:
    """Every change in sentences, each with its danger. Without `before`, all of it is new."""
    new = before is None
    old = before or Properties.model_construct(fields={}, maps={}, skip_records=[])
    yield from sentences(ROWS, usual(after) | flat(before), flat(after), new=new)
    for name in sorted(old.fields.keys() | after.fields.keys(), key=lambda name: (name not in fields.CONSEQUENCES, name)):
        one, other = old.fields.get(name), after.fields.get(name)
        if one != other:
            yield from fields.told(name, one, other, rules, new=new)
    yield from _tables(old, after, rules, new=new)
    yield from _skipped(old.skip_records, after.skip_records)


def _tables(old: Properties, new_properties: Properties, rules: Inactivation | None, *, new: bool) -> Iterator[tuple[str, str]]:
    for name in sorted(old.maps.keys() | new_properties.maps.keys()):
        one, other = old.maps.get(name), new_properties.maps.get(name)
        if one != other:
            text = f"The table {name} is removed" if other is None else f"The table {name}: {fields.entries(one, other)}"
            yield text, "" if new else _of_table(name, new_properties, rules)


def _of_table(name: str, properties: Properties, rules: Inactivation | None) -> str:
    """What another table does is what its fields do."""
    users = [field for field, mapping in properties.fields.items() if any(piece.map == name for _, piece in within(mapping))]
    found = (fields.consequence(field, properties.fields[field], properties.fields[field], rules) for field in users)
    return next(filter(None, found), "")


def _skipped(before: list[SkipRule], after: list[SkipRule]) -> Iterator[tuple[str, str]]:
    yield from ((f"Records are left out where {condition(rule)}", LEFT_OUT) for rule in after if rule not in before)
    yield from ((f"Records are no longer left out where {condition(rule)}", "") for rule in before if rule not in after)


def condition(rule: SkipRule) -> str:
    """A rule in words."""
    given = {key: getattr(rule, "in_" if key == "in" else key) for key in CONDITIONS}
    said = [CONDITIONS[key](value) for key, value in given.items() if value is not None]
    return f"{said[0]} {' and '.join(said[1:])}"
