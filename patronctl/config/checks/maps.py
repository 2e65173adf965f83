"""Maps: those that are named exist, and none comes back to itself."""

from collections.abc import Iterator

from patronctl.documents.located import Located
from patronctl.domain.problem import Problem
from patronctl.domain.spelling import did_you_mean
from patronctl.properties.model import Properties
from patronctl.properties.pieces import going_in_circles, walk


def known(properties: Located[Properties]) -> Iterator[Problem]:
    """A map that is named stands in `maps`."""
    for place, piece in walk(properties.model):
        if isinstance(piece.map, str) and piece.map not in properties.model.maps:
            hint = (
                did_you_mean(piece.map, properties.model.maps, "`maps` has")
                or "Write the table into `maps`, or here: {M: Male, F: Female}."
            )
            yield properties.document.problem((*place, "map"), f"there is no map {piece.map}", hint)


def end(properties: Located[Properties]) -> Iterator[Problem]:
    """A replacement may use another map, but not so that it never ends."""
    if circle := going_in_circles(properties.model):
        hint = "Let one of its replacements be text, or a column."
        yield properties.document.problem(
            ("maps", circle), f"the map {circle} comes back to itself through its replacements", hint, at_key=True
        )
