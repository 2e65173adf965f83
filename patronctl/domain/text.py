"""Text out of names that somebody else made. What a file system or a server calls a file need not be text in any encoding."""

import re
from typing import Any

_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_LINES = "\u2028\u2029"
HARMFUL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_LINES}{_DIRECTIONS}\ud800-\udfff]")
"""What text on a terminal, in a page or in a ticket must not hold: controls but for tab and line feed, C1 controls, separators of
lines and paragraphs, marks of direction, halves of surrogate pairs."""
_NO_COLOR = re.compile(f"\x1b(?!\\[[0-9;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f{_LINES}{_DIRECTIONS}\ud800-\udfff]")
INSTEAD = "\ufffd"
_LOST = re.compile("[\ud800-\udfff]")


def as_text(name: str) -> str:
    r"""The name with each byte that is not UTF-8 written as `\xe9`, so that it can go into any record, message or page."""
    return _LOST.sub(_escaped, name)


def only_text(value: Any) -> Any:
    """The same for every string within lists and dictionaries."""
    if isinstance(value, str):
        return as_text(value)
    if isinstance(value, dict):
        return {only_text(key): only_text(item) for key, item in value.items()}
    return [only_text(item) for item in value] if isinstance(value, list | tuple) else value


def name_bytes(name: str) -> bytes:
    """The bytes of a name as the file system or the server gave them."""
    return name.encode("utf-8", "surrogateescape")


def name_of(given: bytes) -> str:
    """A name that can be given back byte for byte with `name_bytes`. To show it, ask `as_text`."""
    return given.decode("utf-8", "surrogateescape")


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"


def visible(text: str) -> str:
    """The text with each harmful character as an escape such as `\\u001b`: within a JSON text it still means the same."""
    return HARMFUL.sub(_unicode_escape, text)


def finished(text: str) -> str:
    """The same for a text that may have colors of our own in it: the beginning of a color stays."""
    return _NO_COLOR.sub(_unicode_escape, text)


def harmless(text: str) -> str:
    """The text with a replacement character for each harmful one, so that its length stays."""
    return HARMFUL.sub(INSTEAD, text)


def _unicode_escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
