"""Properties as YAML that people like to read: one line a field where it fits, comments in a column."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from patronctl import files
from patronctl.domain.errors import ConfigurationError
from patronctl.places import real

Place = tuple[str, ...]
SCHEMA = "# yaml-language-server: $schema=../../schemas/properties.schema.json"
_PLAIN = re.compile(r"[A-Za-z_][\w./@+-]*( [\w./@+()-]+)*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_WIDTH = 110
_COMMENT_AT = 58


def render(data: Mapping[str, Any], *, heading: Iterable[str] = (), comments: Mapping[Place, str] = {}, closing: Iterable[str] = ()) -> str:
    """The text of a properties file. `comments` stand at the end of the line of a place: ("encoding",) or ("fields", "site")."""
    lines = [SCHEMA, *(f"# {line}".rstrip() for line in heading)]
    for key, value in data.items():
        lines += _entry(key, value, 0, (key,), comments, open_up=key in ("fields", "maps", "skip_records"))
    lines += [f"# {line}".rstrip() for line in closing]
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Any, depth: int, place: Place, comments: Mapping[Place, str], *, open_up: bool = False) -> list[str]:
    start = "  " * depth + f"{scalar(key)}:"
    comment = comments.get(place, "")
    one_line = f"{start} {flow(value)}"
    if not isinstance(value, dict | list) or not value or (not open_up and len(one_line) <= _WIDTH):
        return [_with_comment(one_line, comment)]
    lines = [_with_comment(start, comment)]
    if isinstance(value, list):
        return lines + [line for item in value for line in _item(item, depth + 1)]
    for name, inner in value.items():
        lines += _entry(str(name), inner, depth + 1, (*place, str(name)), comments)
    return lines


def _item(value: Any, depth: int) -> list[str]:
    one_line = "  " * depth + f"- {flow(value)}"
    if len(one_line) <= _WIDTH or not isinstance(value, dict):
        return [one_line]
    lines = [line for name, inner in value.items() for line in _entry(str(name), inner, depth + 1, (), {})]
    return ["  " * depth + "- " + lines[0].lstrip(), *lines[1:]]


def _with_comment(line: str, comment: str) -> str:
    return f"{line:<{_COMMENT_AT}} # {comment}" if comment else line


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(str(name))}: {flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    """A scalar, with quotes where YAML would take it for something else than text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    if value.isprintable():
        return "'" + value.replace("'", "''") + "'" if "\\" in value or '"' in value else f'"{value}"'
    return '"' + "".join(_escaped(value)) + '"'


def _escaped(value: str) -> Iterator[str]:
    for character in value:
        if character in '"\\':
            yield f"\\{character}"
        elif character.isprintable():
            yield character
        else:
            yield f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\u{ord(character):04x}"


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet. Raises ConfigurationError where it is, or can't be written."""
    try:
        with files.create(real(path.parent) / path.name, mode=0o644) as file:
            file.write(text.encode())
    except FileExistsError:
        raise ConfigurationError(f"{path} is already there; nothing was written", hint="Name another file, or remove it first.") from None
    except OSError as error:
        raise ConfigurationError(f"{path} can't be written: {error.strerror}", hint="Name a file in a folder that is there.") from error
