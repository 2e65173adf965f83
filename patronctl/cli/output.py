"""Write what a terminal or pipe can't encode as an escape, so that a name with an accent never makes a command fail."""

import codecs
import io
import sys

_HANDLER = "patronctl.escapes"


def never_fail() -> None:
    """From now on a character that standard output or error can't encode becomes \\u00e9, which JSON reads back as the character."""
    codecs.register_error(_HANDLER, _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
            stream.reconfigure(errors=_HANDLER)


def _escaped(problem: UnicodeError) -> tuple[str, int]:
    assert isinstance(problem, UnicodeEncodeError)
    units = problem.object[problem.start : problem.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2)), problem.end
