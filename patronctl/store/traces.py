"""Tracebacks that can be kept and sent to somebody: the way to an error, without the values in its words."""

import re
import traceback

_LONGEST = 200
# From the first quote to the last: a value may hold quotes of its own.
_QUOTED = re.compile(r"""["'`].*["'`]|["'`].*""")


def trace(error: BaseException) -> str:
    """The way to the error and to those that led to it. Of their words only the first line, without what is quoted: that may be a patron's.

    Behind its first line DuckDB repeats lines of the feed.
    """
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        lines = [*traceback.format_tb(seen.__traceback__), f"{type(seen).__name__}: {_words(seen)}\n", *lines]
        seen = seen.__cause__ or seen.__context__
    return "".join(lines)


def _words(error: BaseException) -> str:
    first = next(iter(str(error).splitlines()), "")
    return _QUOTED.sub("'…'", first)[:_LONGEST]
