"""Regular expressions are those of RE2, which never takes exponential time: no looking around, no references back."""

from collections.abc import Iterator

from patronctl.documents.document import Place
from patronctl.documents.located import Located
from patronctl.domain.problem import Problem
from patronctl.properties.model import Properties
from patronctl.properties.pieces import walk
from patronctl.properties.re2 import complaint


def compile_all(properties: Located[Properties]) -> Iterator[Problem]:
    """Every regular expression compiles."""
    for place, pattern in _patterns(properties.model):
        if wrong := complaint(pattern):
            yield properties.document.problem(
                place,
                f"the regular expression can't be used: {wrong}",
                "Write it in RE2's syntax: groups, classes and repetitions; nothing that looks around or refers back.",
            )


def _patterns(properties: Properties) -> Iterator[tuple[Place, str]]:
    for place, piece in walk(properties):
        if piece.regex is not None:
            yield (*place, "regex"), piece.regex
    for number, rule in enumerate(properties.skip_records):
        if rule.matches is not None:
            yield ("skip_records", number, "matches"), rule.matches
