"""Text out of names that somebody else made. What a file system or a server calls a file need not be text in any encoding."""

import re
from typing import Any

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
