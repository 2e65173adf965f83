"""A first look at `sql:` expressions, without a database; the run parses them before anything is loaded."""

from collections.abc import Iterator

from patronctl.documents.located import Located
from patronctl.domain.expression import complaint
from patronctl.domain.problem import Problem
from patronctl.properties.model import Properties
from patronctl.properties.pieces import walk


def harmless(properties: Located[Properties]) -> Iterator[Problem]:
    """Every expression is one scalar expression over the record's columns, with the functions there are."""
    for place, piece in walk(properties.model):
        if piece.sql is not None and (wrong := complaint(piece.sql)):
            yield properties.document.problem(
                (*place, "sql"),
                f"the sql expression can't be used: {wrong}",
                "One expression over the columns of the record, with functions of text, numbers and dates; no file, no table, no setting.",
            )
