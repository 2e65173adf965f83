"""Java's date formats (SimpleDateFormat) as the formats that `date:` takes."""

import re

_TOKEN = re.compile(r"'(?P<quoted>(?:[^']|'')*)'|(?P<letter>[A-Za-z])(?P=letter)*|(?P<text>[^A-Za-z'])")
_LETTERS = {"d": "%d", "D": "%d", "H": "%H", "h": "%I", "m": "%M", "s": "%S", "a": "%p", "S": "%g"}
_LONGEST = 2


def to_strptime(java: str) -> str:
    """The format in our spelling. Raises ValueError with the letters that have no counterpart.

    MM/DD/YYYY, as Follett's own guide writes it, means month, day and year, whatever Java makes of its capitals.
    """
    known = "".join(found[0] for found in _TOKEN.finditer(java))
    if not java.strip() or known != java:
        raise ValueError("the format is empty, or a quote in it is not closed")
    return "".join(_counterpart(found) for found in _TOKEN.finditer(java))


def _counterpart(found: re.Match[str]) -> str:
    run, letter = found[0], found["letter"]
    if found["quoted"] is not None:
        return (found["quoted"].replace("''", "'") or "'").replace("%", "%%")
    if not letter:
        return run.replace("%", "%%")
    if letter in "yY":
        return "%y" if len(run) == 2 else "%Y"
    if letter == "M":
        return {1: "%m", 2: "%m", 3: "%b"}.get(len(run), "%B")
    if letter == "E":
        return "%a" if len(run) < 4 else "%A"
    if letter in _LETTERS and (len(run) <= _LONGEST or letter in "Sa"):
        return _LETTERS[letter]
    raise ValueError(f"{run} has no counterpart here")
