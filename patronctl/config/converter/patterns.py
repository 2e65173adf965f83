"""Java's regular expressions: what runs here as it is, what can be respelled, and what can't."""

import re

_NAMED = re.compile(r"\(\?<([A-Za-z]\w*)>")
_UNKNOWN = (
    (re.compile(r"\(\?<?[=!]"), "looking ahead or behind, (?=...) or (?!...), is not supported"),
    (re.compile(r"\(\?>"), "an atomic group, (?>...), is not supported"),
    (re.compile(r"\\[1-9]|\\k<"), "a reference back to a group, such as \\1, is not supported"),
    (re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})\+"), "a possessive quantifier, such as *+, is not supported"),
    (re.compile(r"\\[GRXZhk]"), "one of \\G \\R \\X \\Z \\h is not supported"),
    (re.compile(r"\\[pP]\{(?:[A-Z][a-z]+[^}]|ASCII|XDigit|java)"), "Java's classes by name, such as \\p{Alpha}, are not supported"),
    (re.compile(r"&&\["), "an intersection of classes, [a&&[b]], is not supported"),
)
_GROUP = re.compile(r"\{\$(\d+)\}|\$(\d+)")


def translated(pattern: str) -> str:
    """The pattern in our spelling. Raises ValueError with the reason why it can't be taken over."""
    bare = re.sub(r"\\\\", "", pattern)
    for unknown, reason in _UNKNOWN:
        if unknown.search(bare):
            raise ValueError(reason)
    pattern = _NAMED.sub(r"(?P<\1>", pattern)
    groups(pattern)
    return pattern


def groups(pattern: str) -> int:
    """How many groups a pattern has. Raises ValueError where it is not a pattern."""
    try:
        return re.compile(re.sub(r"\\[pP]\{\w+\}|\[\[:\w+:\]\]", "x", pattern)).groups
    except re.error as error:
        raise ValueError(f"it is not a regular expression: {error.msg}") from None


def replacement(written: str, highest: int) -> str:
    """A replacement, {$1}-{$2}, as our template, {1}-{2}. Raises ValueError for a group that the pattern doesn't have."""
    made, end = "", 0
    for found in _GROUP.finditer(written):
        number = int(found[1] or found[2])
        if number > highest:
            raise ValueError(f"the replacement names group {number}, and the pattern has {highest or 'none'}")
        made += _text(written[end : found.start()]) + f"{{{number}}}"
        end = found.end()
    return made + _text(written[end:])


def _text(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
