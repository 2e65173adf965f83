"""The encodings that a feed may have, and the names that people and programs call them by."""

import re
from typing import Literal, get_args

Encoding = Literal["utf-8", "utf-16", "latin-1", "windows-1252", "macroman"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)

# A hyphen stands where people write one, another sign, or none.
_NAMES: dict[str, Encoding] = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-8-bom": "utf-8",
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "unicode": "utf-16",
    "unicode-little": "utf-16",
    "unicode-big": "utf-16",
    "latin-1": "latin-1",
    "iso-8859-1": "latin-1",
    "windows-1252": "windows-1252",
    "cp-1252": "windows-1252",
    "ansi": "windows-1252",
    "mac-roman": "macroman",
    "x-mac-roman": "macroman",
    "macintosh": "macroman",
}
_BARE: dict[str, Encoding] = {name.replace("-", ""): encoding for name, encoding in _NAMES.items()}


def normalized(name: str) -> Encoding | None:
    """The encoding that a name means, in our spelling; None where it is not known."""
    return _BARE.get(re.sub(r"[^a-z0-9]", "", name.lower()))


def pattern() -> str:
    """A regular expression for the accepted names, for editors."""
    return f"^({'|'.join(_spelled(name) for name in sorted(_NAMES))})$"


def _spelled(name: str) -> str:
    signs = {"-": "[-_ ]?"}
    return "".join(signs.get(sign, f"[{sign}{sign.upper()}]" if sign.isalpha() else sign) for sign in name)
