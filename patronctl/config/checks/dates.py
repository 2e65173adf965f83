"""Date formats: they name a day, a month and a year, in percent signs."""

import re
from collections.abc import Iterator

from patronctl.documents.document import Place
from patronctl.documents.located import Located
from patronctl.domain.problem import Problem
from patronctl.properties.model import Properties
from patronctl.properties.pieces import walk

_SPECIFIER = re.compile(r"%(-?.|$)")
_KNOWN = frozenset(("-d", "-H", "-I", "-j", "-m", "-M", "-S", "-y", *"aAbBcdfgGHIjmMnpSuUVwWxXyYzZ%"))
_NEEDED = {"a year (%Y or %y)": "Y y -y G c x", "a month (%m, %b or %B)": "m -m b B j -j c x", "a day (%d)": "d -d j -j c x"}
_EXAMPLE = 'Formats are such as "%m/%d/%Y" for 09/30/2012 or "%Y-%m-%d" for 2012-09-30.'


def formats(properties: Located[Properties]) -> Iterator[Problem]:
    """Every date format can be one."""
    for place, given in _formats(properties.model):
        if wrong := complaint(given):
            yield properties.document.problem(place, f"the date format {given} {wrong}", suggestion(given))


def complaint(given: str) -> str | None:
    """What is wrong with a format; None where it is fine."""
    used = [found[1] for found in _SPECIFIER.finditer(given)]
    if not used:
        return "has no percent signs"
    unknown = [one for one in used if one not in _KNOWN]
    if unknown:
        return f"has %{unknown[0]}, which means nothing"
    missing = [what for what, any_of in _NEEDED.items() if not set(any_of.split()) & set(used)]
    return f"lacks {' and '.join(missing)}" if missing else None


def suggestion(given: str) -> str:
    """The format that was meant, where it is written as MM/dd/yyyy."""
    respelled = given
    for theirs, ours in (("yyyy", "%Y"), ("mm", "%m"), ("dd", "%d"), ("yy", "%y")):
        respelled = re.sub(rf"(?i)(?<![%a-z]){theirs}(?![a-z])", ours, respelled)
    if "%" not in given and complaint(respelled) is None:
        return f'Did you mean "{respelled}"?'
    return _EXAMPLE


def _formats(properties: Properties) -> Iterator[tuple[Place, str]]:
    for place, piece in walk(properties):
        if isinstance(piece.date, str):
            yield (*place, "date"), piece.date
        for number, one in enumerate(piece.date if isinstance(piece.date, list) else ()):
            yield (*place, "date", number), one
