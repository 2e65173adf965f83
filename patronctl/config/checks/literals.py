"""Values that properties write out themselves pass the same checks as a value of the feed: here, before any run."""

from collections.abc import Iterator
from datetime import date

from patronctl.documents.document import Place
from patronctl.documents.located import Located
from patronctl.domain.fields import ACTION, BY_NAME
from patronctl.domain.literals import complaint
from patronctl.domain.problem import Problem
from patronctl.properties.model import FieldMapping, Properties, Table

COLUMNS = "{"


def can_pass(properties: Located[Properties]) -> Iterator[Problem]:
    """Constants, defaults and the plain replacements of maps can be read as values of their field."""
    for name, mapping in properties.model.fields.items():
        field = ACTION if name == ACTION.name else BY_NAME.get(name)
        if field is None:
            continue
        for place, text in _literals(name, mapping, properties.model):
            if wrong := complaint(field, text, date.today()):
                problem = properties.document.problem(place, f"{text} can't be a {name}: {wrong[0]}", wrong[1])
                yield problem._replace(private=field.kind == "secret")


def _literals(name: str, mapping: FieldMapping, properties: Properties) -> Iterator[tuple[Place, str]]:
    place: Place = ("fields", name)
    if mapping.default is not None and mapping.when_blank == "default":
        yield (*place, "default"), mapping.default
    if mapping.pad_left or mapping.case:
        return
    if mapping.map is None and mapping.regex is None and not mapping.date:
        if mapping.value:
            yield (*place, "value"), mapping.value
        if mapping.template and COLUMNS not in mapping.template:
            yield (*place, "template"), mapping.template
    named = isinstance(mapping.map, str)
    table = properties.maps.get(mapping.map, {}) if isinstance(mapping.map, str) else mapping.map or {}
    yield from _replacements(table, ("maps", str(mapping.map)) if named else (*place, "map"))


def _replacements(table: Table, place: Place) -> Iterator[tuple[Place, str]]:
    for given, replacement in table.items():
        if isinstance(replacement, str) and replacement and COLUMNS not in replacement:
            yield (*place, given), replacement
