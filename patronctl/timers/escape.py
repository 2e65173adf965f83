"""Values in a unit file: systemd reads `%`, `$`, quotes, blanks, colons and backslashes in its own way."""

from pathlib import Path

from patronctl.domain.errors import ConfigurationError


def text(value: str) -> str:
    """Free text on one line, such as a description."""
    return " ".join(value.split()).replace("\\", "\\\\").replace("%", "%%")


def plain(value: object) -> str:
    """Text in a comment or behind a marker, where systemd reads nothing. Raises ConfigurationError for a line break in it."""
    if not str(value).isprintable():
        raise ConfigurationError(f"{str(value)!r} can't stand in a systemd unit", hint="Rename it without control characters.")
    return str(value)


def argument(value: str) -> str:
    """One word of a command line."""
    return _quoted(value.replace("$", "$$"))


def bind(value: Path) -> str:
    """A folder that a service sees. `-`: one that is missing is patronctl's to report, in its own words."""
    # The list is cut at blanks, then each item at a colon, which would separate the two ends of a mount;
    # only the second cut takes the backslashes away.
    escaped = "".join(f"\\{letter}" if letter in "\\:\"'" else letter for letter in plain(value))
    return f'"-{escaped}"'.replace("%", "%%") if escaped != str(value) or " " in escaped else f"-{escaped}".replace("%", "%%")


def assignment(name: str, value: Path) -> str:
    """NAME=value for Environment=."""
    return _quoted(f"{name}={value}")


def _quoted(value: str) -> str:
    escaped = plain(value).replace("%", "%%")
    if not set(value) & set(" \"'\\;#"):
        return escaped
    return '"' + escaped.replace("\\", "\\\\").replace('"', '\\"') + '"'
