"""Columns are named where the feed has a header, and numbered where it has none."""

from collections.abc import Iterator

from patronctl.documents.located import Located
from patronctl.domain.problem import Problem
from patronctl.properties.columns import mentioned
from patronctl.properties.model import Properties


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
