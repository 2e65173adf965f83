"""Which columns of the feed the properties read, and where they say so. What `sql` reads only DuckDB can tell."""

from collections.abc import Iterator

from patronctl.properties.model import Column, Properties
from patronctl.properties.pieces import Place, templates, walk
from patronctl.properties.template import parse


def mentioned(properties: Properties) -> Iterator[tuple[Place, Column]]:
    """Every column, with its place; those in `sql` apart. In a template digits are text, and name a position."""
    for place, piece in walk(properties):
        if piece.column is not None:
            yield (*place, "column"), piece.column
        others = piece.if_empty if isinstance(piece.if_empty, list) else [piece.if_empty]
        yield from (((*place, "if_empty"), other) for other in others if isinstance(other, str | int))
    for place, template in templates(properties):
        yield from ((place, column) for column in in_template(template))
    for number, rule in enumerate(properties.skip_records):
        yield ("skip_records", number, "column"), rule.column


def in_template(template: str) -> list[str]:
    """The columns of a template; none where it can't be parsed."""
    try:
        return [part.column for part in parse(template) if part.column]
    except ValueError:
        return []
