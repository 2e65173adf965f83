"""Templates: braces fit, and every part of a column can be taken."""

from collections.abc import Iterator, Mapping

from patronctl.config.document import Place
from patronctl.config.located import Located
from patronctl.config.pieces import walk
from patronctl.config.properties import Properties
from patronctl.domain.problem import Problem
from patronctl.domain.template import parse


def parse_all(properties: Located[Properties]) -> Iterator[Problem]:
    """Every template, the replacements of maps among them, is one."""
    for place, template in _templates(properties.model):
        try:
            parse(template)
        except ValueError as error:
            yield properties.document.problem(place, f"the template can't be read: {error}")


def _templates(properties: Properties) -> Iterator[tuple[Place, str]]:
    for place, piece in walk(properties):
        if piece.template is not None:
            yield (*place, "template"), piece.template
        if piece.replace is not None:
            yield (*place, "replace"), piece.replace
        if isinstance(piece.map, Mapping):
            yield from _replacements(piece.map, (*place, "map"))
    for name, table in properties.maps.items():
        yield from _replacements(table, ("maps", name))


def _replacements(table: Mapping[str, object], place: Place) -> Iterator[tuple[Place, str]]:
    for given, replacement in table.items():
        if isinstance(replacement, str):
            yield (*place, given), replacement
