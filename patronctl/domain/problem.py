"""A problem is a value: collected, sorted, printed once."""

import re
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]
_SECRET = re.compile(r"(?i)pass|pwd|secret|token|credential|(private|api)_?key|(?<![a-z])(pin|pw)(?![a-z])")
_HIDDEN = re.compile(r"://[^\s/]*@|(?:^|[\s:,\[{-])[!*]\w")
"""An address with a login, and what YAML takes for a tag or an alias: perhaps a secret that was not quoted."""


class Problem(NamedTuple):
    """One thing wrong in one place. Line and column count from 1; 0 means the file as a whole."""

    file: str
    line: int
    column: int
    message: str
    hint: str = ""
    severity: Severity = "error"
    private: bool = False
    """Something secret may stand in the line: it is never shown."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.severity}: {self.message}" + (f"\n    hint: {self.hint}" if self.hint else "")


def is_secret(text: str) -> bool:
    """Does a line, or the name of a key, speak of a secret, or may it hold one? Such a line is never shown."""
    return bool(_SECRET.search(text) or _HIDDEN.search(text))
