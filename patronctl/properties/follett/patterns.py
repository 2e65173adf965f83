"""Java's regular expressions: what runs here as it is, what is respelled, and what can't be taken over."""

import re

from patronctl.properties import re2

_NAMED = re.compile(r"\(\?<([A-Za-z]\w*)>")
_ONLY_JAVA = (
    (re.compile(r"\\[GRXhkH]"), "one of \\G \\R \\X \\h is Java's alone"),
    (re.compile(r"\\[pP]\{(?:[A-Z][a-z]+[^}]|ASCII|XDigit|java)"), "Java's classes by name, such as \\p{Alpha}, are Java's alone"),
    (re.compile(r"&&\["), "an intersection of classes, [a&&[b]], is Java's alone"),
)
_GROUP = re.compile(r"\{\$(\d{1,3})\}|\$(\d{1,3})")


def translated(pattern: str) -> str:
    """The pattern in RE2's spelling. Raises ValueError with the reason why it can't be taken over."""
    bare = re.sub(r"\\\\", "", pattern)
    for unknown, reason in _ONLY_JAVA:
        if unknown.search(bare):
            raise ValueError(reason)
    pattern = _NAMED.sub(r"(?P<\1>", pattern)
    if wrong := re2.complaint(pattern):
        raise ValueError(wrong)
    return pattern


def replacement(written: str, pattern: str) -> str:
    """A replacement, {$1}-{$2}, as our template, {1}-{2}. Raises ValueError for a group that the pattern doesn't have."""
    highest = re2.groups(pattern) or 0
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
