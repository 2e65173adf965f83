"""The regular expressions that run here are those of RE2: what it lacks, and how many groups a pattern has."""

import re

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


def complaint(pattern: str) -> str | None:
    """What RE2 would say of a pattern; None where it is fine."""
    bare = re.sub(r"\\\\", "", pattern)
    for missing, what in _MISSING:
        if missing.search(bare):
            return f"it has {what}"
    try:
        _compiled(pattern)
    except re.error as error:
        return f"{error.msg} at character {error.pos + 1}" if error.pos is not None else error.msg
    except (OverflowError, RecursionError):
        return "a repetition in it is too large"
    return None


def groups(pattern: str) -> int | None:
    """How many groups a pattern captures; None where it is no pattern."""
    try:
        return _compiled(pattern).groups
    except (re.error, OverflowError, RecursionError):
        return None


def _compiled(pattern: str) -> re.Pattern[str]:
    for theirs, ours in _RESPELLED:
        pattern = theirs.sub(ours, pattern)
    return re.compile(pattern)
