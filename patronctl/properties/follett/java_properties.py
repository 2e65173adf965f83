"""The lines of a Java properties file: comments, continuation lines, separators and escapes, each entry with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLANKS = " \t\f"
_LINE = re.compile(r"(?P<text>[^\r\n]*)(?P<end>\r\n|\r|\n|\Z)")
_ESCAPE = re.compile(r"\\(?:u(?P<code>[0-9a-fA-F]{4})|(?P<bad>u)|(?P<letter>.))", re.DOTALL)
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True)
class Text:
    """Text as it is written (escapes still in it), from one or several lines, that knows where each character stands."""

    raw: str
    starts: tuple[tuple[int, int, int], ...]
    """Where a piece begins: offset in `raw`, line, column."""

    def place(self, offset: int = 0) -> tuple[int, int]:
        """Line and column, from 1, of a character of `raw`."""
        at, line, column = next(start for start in reversed(self.starts) if start[0] <= offset)
        return line, column + offset - at

    def part(self, start: int, end: int | None = None) -> "Text":
        """A part of it."""
        line, column = self.place(start)
        later = tuple((at - start, *place) for at, *place in self.starts if at > start)
        return Text(self.raw[start:end], ((0, line, column), *later))  # type: ignore[arg-type]

    @property
    def plain(self) -> str:
        """The text with its escapes resolved, as Java reads it."""
        return unescape(self.raw)


@dataclass(frozen=True)
class Entry:
    """One key and its value. `key` has its escapes resolved; the value is still as it is written."""

    key: str
    written_key: Text
    value: Text

    @property
    def line(self) -> int:
        """The line that the entry begins on."""
        return self.written_key.place()[0]


def unescape(raw: str) -> str:
    """Resolve Java's escapes: \\t \\n \\r \\f \\uXXXX; a backslash before anything else only falls away."""
    return _ESCAPE.sub(lambda found: _character(found), raw)


def bad_escape(text: Text) -> int | None:
    """The offset of a \\u that four hexadecimal digits don't follow."""
    return next((found.start() for found in _ESCAPE.finditer(text.raw) if found["bad"]), None)


def entries(text: str) -> Iterator[Entry]:
    """The entries of a file, in its order, duplicates included."""
    for logical in _logical_lines(text):
        end, value = _separator(logical.raw)
        written = logical.part(0, end)
        yield Entry(written.plain, written, logical.part(value))


def _character(found: re.Match[str]) -> str:
    if found["code"]:
        return chr(int(found["code"], 16))
    letter: str = found["letter"] or "u"
    return _LETTERS.get(letter, letter)


def _logical_lines(text: str) -> Iterator[Text]:
    raw = ""
    starts: list[tuple[int, int, int]] = []
    for number, (line, column) in enumerate(_natural_lines(text), 1):
        if not starts and (not line or line[0] in "#!"):
            continue
        starts.append((len(raw), number, column))
        if _continues(line):
            raw += line[:-1]
            continue
        yield Text(raw + line, tuple(starts))
        raw, starts = "", []
    if starts:
        yield Text(raw, tuple(starts))


def _natural_lines(text: str) -> Iterator[tuple[str, int]]:
    """Each line without the blanks that it begins with, and the column where the rest begins."""
    for found in _LINE.finditer(text):
        if found.start() == len(text):
            return
        line = found["text"].lstrip(_BLANKS)
        yield line, len(found["text"]) - len(line) + 1


def _continues(line: str) -> bool:
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _separator(raw: str) -> tuple[int, int]:
    """Where the key ends and where the value begins."""
    end = _first(raw, "=:" + _BLANKS)
    # Java ends a key at its first blank. A map's input is often a name of several words, and no value
    # of such a line could mean anything else: there the key goes on to the equals sign.
    if raw.startswith("map_") and end < len(raw) and raw[end:].lstrip(_BLANKS)[:1] not in ("=", ":"):
        equals = _first(raw, "=")
        end = len(raw[:equals].rstrip(_BLANKS)) if equals < len(raw) else end
    rest = raw[end:]
    value = rest.lstrip(_BLANKS)
    if value[:1] in ("=", ":"):
        value = value[1:].lstrip(_BLANKS)
    return end, len(raw) - len(value)


def _first(raw: str, characters: str) -> int:
    """The offset of the first of some characters that no backslash stands before."""
    escaped = False
    for offset, character in enumerate(raw):
        if not escaped and character in characters:
            return offset
        escaped = character == "\\" and not escaped
    return len(raw)
