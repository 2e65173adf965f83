"""Templates: braces fit, and every part of a column can be taken."""

from collections.abc import Iterator

from patronctl.documents.document import Place
from patronctl.documents.located import Located
from patronctl.domain.problem import Problem
from patronctl.properties.model import Properties
from patronctl.properties.pieces import templates, walk
from patronctl.properties.template import parse


def parse_all(properties: Located[Properties]) -> Iterator[Problem]:
    """Every template, the replacements of maps among them, is one."""
    for place, template in _templates(properties.model):
        try:
            parse(template)
        except ValueError as error:
            yield properties.document.problem(place, f"the template can't be read: {error}")


def _templates(properties: Properties) -> Iterator[tuple[Place, str]]:
    yield from templates(properties)
    yield from (((*place, "replace"), piece.replace) for place, piece in walk(properties) if piece.replace is not None)
