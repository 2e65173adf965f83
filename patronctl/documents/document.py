"""One configuration file: its values, and where each of them stands."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from patronctl.domain.problem import Problem, Severity

Place = tuple[str | int, ...]
"""The way to a value: ("source", "folder"), ("sites", 0, "title")."""


class Spot(NamedTuple):
    """Line and column, from 1. `text` is the scalar as it is written, without its quotes; "" for lists and sections.

    `file` is named where the value was inherited from another file than the document's.
    """

    line: int
    column: int
    text: str = ""
    file: str = ""


class Document(NamedTuple):
    """A file's name (from the workspace), its value as plain data, and the spots of its keys and values."""

    file: str
    value: Any
    values: Mapping[Place, Spot] = {}
    keys: Mapping[Place, Spot] = {}

    def follow(self, loc: Sequence[str | int]) -> Place:
        """The place of a validation error's location, without the names of union members in it, as far as it exists."""
        place: Place = ()
        for step in loc:
            if (*place, step) in self.values:
                place = (*place, step)
        return place

    def problem(
        self, place: Sequence[str | int], message: str, hint: str = "", *, severity: Severity = "error", at_key: bool = False
    ) -> Problem:
        """A problem at the value of a place, or at its key; where the place doesn't exist, at the nearest one above it."""
        spot = self.spot(tuple(place), at_key=at_key)
        return Problem(spot.file or self.file, spot.line, spot.column, message, hint, severity)

    def spot(self, place: Place, *, at_key: bool = False) -> Spot:
        """Where a value, or its key, stands; the nearest place above it where there is none."""
        for end in range(len(place), -1, -1):
            wanted = self.keys if at_key or end < len(place) else self.values
            found = wanted.get(place[:end]) or self.values.get(place[:end])
            if found:
                return found
        return Spot(1, 1)
