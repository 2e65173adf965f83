"""The encodings that a feed may have, and the names that people and programs call them by."""

import re
from typing import Literal, get_args

Encoding = Literal["utf-8", "utf-16", "latin-1", "windows-1252", "macroman"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)

# Without case, hyphens and underscores.
_NAMES: dict[str, Encoding] = {
    "utf8": "utf-8",
    "utf8sig": "utf-8",
    "utf8bom": "utf-8",
    "ascii": "utf-8",
    "usascii": "utf-8",
    "utf16": "utf-16",
    "utf16le": "utf-16",
    "utf16be": "utf-16",
    "unicode": "utf-16",
    "unicodelittle": "utf-16",
    "unicodebig": "utf-16",
    "latin1": "latin-1",
    "iso88591": "latin-1",
    "l1": "latin-1",
    "windows1252": "windows-1252",
    "cp1252": "windows-1252",
    "ansi": "windows-1252",
    "macroman": "macroman",
    "xmacroman": "macroman",
    "macintosh": "macroman",
}


def normalized(name: str) -> Encoding | None:
    """The encoding that a name means, in our spelling; None where it is not known."""
    return _NAMES.get(re.sub(r"[^a-z0-9]", "", name.lower()))


def pattern() -> str:
    """A regular expression for every accepted name, for editors: any case, hyphens or none."""
    names = {name for known in _NAMES for name in (known,)}
    spelled = ("[-_ ]?".join(f"[{letter}{letter.upper()}]" if letter.isalpha() else letter for letter in name) for name in sorted(names))
    return f"^({'|'.join(spelled)})$"
