"""Regular expressions are those of RE2, which never takes exponential time: no looking around, no references back."""

import re
from collections.abc import Iterator

from patronctl.config.document import Place
from patronctl.config.located import Located
from patronctl.config.pieces import walk
from patronctl.config.properties import Properties
from patronctl.domain.problem import Problem

_MISSING = (
    (re.compile(r"\(\?<?[=!]"), "looking ahead or behind, (?=...) or (?<!...)"),
    (re.compile(r"\(\?>"), "an atomic group, (?>...)"),
    (re.compile(r"\(\?\("), "a condition, (?(1)...)"),
    (re.compile(r"\\[1-9]|\\k<|\(\?P="), "a reference back to a group, such as \\1"),
    (re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})\+"), "a possessive quantifier, such as *+"),
    (re.compile(r"\\Z"), "\\Z; the end of the text is \\z or $"),
)
# What RE2 knows and Python spells differently, as something that Python knows.
_RESPELLED = (
    (re.compile(r"\\[pP](\{\^?\w+\}|\w)"), r"\\w"),
    (re.compile(r"\[\[:\^?\w+:\]\]"), r"\\w"),
    (re.compile(r"\[:\^?\w+:\]"), r"\\w"),
    (re.compile(r"\\z"), r"$"),
    (re.compile(r"\\[QEC]"), ""),
    (re.compile(r"\(\?<([A-Za-z])"), r"(?P<\1"),
    (re.compile(r"\(\?-?[imsU]+(?:-[imsU]+)?\)"), ""),
    (re.compile(r"\(\?-?[imsU]+(?:-[imsU]+)?:"), "(?:"),
)


def compile_all(properties: Located[Properties]) -> Iterator[Problem]:
    """Every regular expression compiles."""
    for place, pattern in _patterns(properties.model):
        if wrong := complaint(pattern):
            yield properties.document.problem(
                place,
                f"the regular expression can't be used: {wrong}",
                "Write it in RE2's syntax: groups, classes and repetitions; nothing that looks around or refers back.",
            )


def complaint(pattern: str) -> str | None:
    """What RE2 would say of a pattern; None where it is fine."""
    bare = re.sub(r"\\\\", "", pattern)
    for missing, what in _MISSING:
        if missing.search(bare):
            return f"it has {what}"
    for theirs, ours in _RESPELLED:
        pattern = theirs.sub(ours, pattern)
    try:
        re.compile(pattern)
    except re.error as error:
        return f"{error.msg} at character {error.pos + 1}" if error.pos is not None else error.msg
    return None


def _patterns(properties: Properties) -> Iterator[tuple[Place, str]]:
    for place, piece in walk(properties):
        if piece.regex is not None:
            yield (*place, "regex"), piece.regex
    for number, rule in enumerate(properties.skip_records):
        if rule.matches is not None:
            yield ("skip_records", number, "matches"), rule.matches
