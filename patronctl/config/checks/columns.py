"""Columns are named where the feed has a header, and numbered where it has none."""

from collections.abc import Iterator

from patronctl.config.document import Place
from patronctl.config.located import Located
from patronctl.config.pieces import walk
from patronctl.config.properties import Column, Properties
from patronctl.domain.problem import Problem
from patronctl.domain.template import parse


def by_name_or_position(properties: Located[Properties]) -> Iterator[Problem]:
    """With a header, names; without one, positions."""
    header = properties.model.header
    for place, column in mentioned(properties.model):
        positional = isinstance(column, int) or (column.isascii() and column.isdigit())
        if not header and not positional:
            hint = "Give its number, counted from 1; or remove `header: false`."
            yield properties.document.problem(place, f"{column} is a column's name, and the feed has no header", hint)
        if header and isinstance(column, int):
            hint = (
                f'Give the name in the header. If {column} is that name, quote it: "{column}". Without a header line, say `header: false`.'
            )
            yield properties.document.problem(place, f"{column} is a column's position, and the feed has a header", hint)


def mentioned(properties: Properties) -> Iterator[tuple[Place, Column]]:
    """Every column that the properties read, with its place; those in `sql` apart."""
    for place, piece in walk(properties):
        if piece.column is not None:
            yield (*place, "column"), piece.column
        if piece.template is not None:
            yield from (((*place, "template"), column) for column in in_template(piece.template))
        others = piece.if_empty if isinstance(piece.if_empty, list) else [piece.if_empty]
        yield from (((*place, "if_empty"), other) for other in others if isinstance(other, str | int))
    for number, rule in enumerate(properties.skip_records):
        yield ("skip_records", number, "column"), rule.column


def in_template(template: str) -> list[str]:
    """The columns of a template; none where it can't be parsed."""
    try:
        return [part.column for part in parse(template) if part.column]
    except ValueError:
        return []
