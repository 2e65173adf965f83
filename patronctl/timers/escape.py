"""Values in a unit file: systemd reads `%`, `$`, quotes, blanks, colons and backslashes in its own way.

Each kind of value has one function here, and a template can print nothing else: `only_escaped` refuses what none of them made.
"""

import re
from pathlib import Path

from patronctl.domain.errors import ConfigurationError

_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]*")
_CALENDAR = re.compile(r"[A-Z][a-z]{2}(,[A-Z][a-z]{2})* \*-\*-\* \d{2}:\d{2}:\d{2} [A-Za-z0-9_+/-]+")


class Escaped(str):
    """Text that one of these functions made for a unit file."""

    __slots__ = ()


def only_escaped(value: object) -> str:
    """What a template may print."""
    if not isinstance(value, Escaped):
        raise TypeError(f"a unit's template prints a {type(value).__name__} that no function of timers/escape.py has seen")
    return value


def text(value: str) -> Escaped:
    """Free text on one line, such as a description. What can't be printed becomes a blank."""
    return Escaped(" ".join("".join(letter if letter.isprintable() else " " for letter in value).split()).replace("%", "%%"))


def plain(value: object) -> Escaped:
    """Text in a comment or behind a marker, where systemd reads nothing. Raises ConfigurationError for a line break in it."""
    if not str(value).isprintable() or str(value).endswith("\\"):
        raise _unfit(value, "Rename it without control characters, and without a backslash at its end.")
    return Escaped(value)


def word(value: object) -> Escaped:
    """A name or a number, in which nothing has a meaning for systemd: of a unit, an account, a credential. Raises ConfigurationError."""
    if not _WORD.fullmatch(str(value)):
        raise _unfit(value, "Use letters, digits, dots, underscores and hyphens.")
    return Escaped(value)


def calendar(value: str) -> Escaped:
    """Moments as OnCalendar= takes them. Raises ConfigurationError."""
    if not _CALENDAR.fullmatch(value):
        raise _unfit(value, "Give weekdays, a time of day and a time zone.")
    return Escaped(value)


def command(words: tuple[str, ...]) -> Escaped:
    """A command line: a program by its absolute path, and its arguments."""
    if not words[0].startswith("/") or set(words[0]) & set("\"'\\"):
        raise _unfit(words[0], "Install patronctl in a folder without quotes and backslashes in its path: systemd starts no other.")
    return Escaped(" ".join([_quoted(words[0]), *(_quoted(one.replace("$", "$$")) for one in words[1:])]))


def bind(value: Path) -> Escaped:
    """A folder that a service sees. `-`: one that is missing is patronctl's to report, in its own words."""
    # The list is cut at blanks, then each item at a colon, which would separate the two ends of a mount;
    # only the second cut takes the backslashes away.
    escaped = "".join(f"\\{letter}" if letter in "\\:\"'" else letter for letter in _one_line(value)).replace("%", "%%")
    return Escaped(f'"-{escaped}"' if "\\" in escaped or " " in escaped else f"-{escaped}")


def assignment(name: str, value: Path) -> Escaped:
    """NAME=value for Environment=."""
    return Escaped(_quoted(f"{name}={value}"))


def _quoted(value: str) -> str:
    escaped = _one_line(value).replace("%", "%%")
    if not set(value) & set(" \"'\\;#"):
        return escaped
    return '"' + escaped.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _one_line(value: object) -> str:
    if not str(value).isprintable():
        raise _unfit(value, "Rename it without control characters.")
    return str(value)


def _unfit(value: object, hint: str) -> ConfigurationError:
    return ConfigurationError(f"{str(value)!r} can't stand in a systemd unit", hint=hint)
