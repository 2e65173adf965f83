"""Documents laid over each other: the nearer wins, mappings merge by key, a list replaces. Each value remembers its own file."""

from collections.abc import Mapping
from typing import Any

from patronctl.documents.document import Document, Place, Spot

_NOWHERE = object()


def merged(base: Document, over: Document) -> Document:
    """`over` laid over `base`. Problems of a value that `base` gave point to the file of `base`."""
    value = _merge(base.value, over.value)
    values, keys = _spots(base, over, base.values, over.values, value), _spots(base, over, base.keys, over.keys, value)
    return Document(over.file, value, values, keys)


def _merge(base: Any, over: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    inherited = {key: value for key, value in base.items() if key not in over}
    return inherited | {key: _merge(base.get(key), value) for key, value in over.items()}


def _spots(base: Document, over: Document, of_base: Mapping[Place, Spot], of_over: Mapping[Place, Spot], value: Any) -> dict[Place, Spot]:
    inherited = {
        place: spot if spot.file else spot._replace(file=base.file)
        for place, spot in of_base.items()
        if place not in of_over and _is_there(value, place) and not _replaced(over.value, place)
    }
    return inherited | dict(of_over)


def _is_there(value: Any, place: Place) -> bool:
    for step in place:
        value = _inside(value, step)
    return value is not _NOWHERE


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step, _NOWHERE)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else _NOWHERE


def _replaced(over: Any, place: Place) -> bool:
    """Does the way to a place lead through a list or a scalar that was laid over it?"""
    for step in place:
        if not isinstance(over, dict):
            return True
        if step not in over:
            return False
        over = over[step]
    return not isinstance(over, dict)
