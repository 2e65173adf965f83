"""The first records of a feed, and what can be told from them: encoding, delimiter, header."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from patronctl.domain.errors import FeedError

BYTES = 1 << 22
ROWS = 5_000
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_CODECS = {"utf-8": "utf-8", "utf-16": "utf-16", "latin-1": "latin-1", "windows-1252": "cp1252", "macroman": "mac-roman"}
_NO_NAME = re.compile(r"[\d\s./:()+-]*|[^@\s]+@[^@\s]+|.{61,}")
_COMMON = frozenset("áàâäãåæçéèêëíìîïñóòôöõøúùûüÁÀÂÄÅÆÇÉÈÊËÍÑÓÖØÚÜ")
_BEYOND_ASCII = re.compile(r"(?=(.)([^\x00-\x7f])(.))")


@dataclass(frozen=True)
class Sample:
    """The first rows of a feed as cells. `skip_rows` is how many lines stand before the header, or before the first record."""

    file: str
    encoding: str
    delimiter: str
    rows: tuple[tuple[str, ...], ...]
    skip_rows: int = 0
    encoding_known: str = ""
    """Why the encoding is believed."""


def take(feed: Path, encoding: str, delimiter: str = ",") -> Sample:
    """The first rows of a feed whose encoding is known. Raises FeedError where it can't be read."""
    return Sample(feed.name, encoding, delimiter, _rows(_text(_head(feed), encoding, feed.name), delimiter))


def examine(feed: Path) -> Sample:
    """The first rows of a feed of which nothing is known. Raises FeedError where it can't be read, or holds no table."""
    head = _head(feed)
    encoding, why = recognized_encoding(head)
    text = _text(head, encoding, feed.name)
    delimiter, skip = _delimiter(text, feed.name)
    return Sample(feed.name, encoding, delimiter, _rows(text, delimiter)[skip:], skip, why)


def recognized_encoding(head: bytes) -> tuple[str, str]:
    """The encoding of some bytes, and why: marks first, then strict UTF-8, then which reading has more letters than signs."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8", "the file has UTF-8's mark"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or head[:400].count(0) > len(head[:400]) // 4 > 0:
        return "utf-16", "every other byte is zero, or the file has UTF-16's mark"
    if head.isascii():
        return "utf-8", "nothing but ASCII was seen, which every encoding has in common"
    if _decodes(head, "utf-8"):
        return "utf-8", "certain: its letters beyond ASCII are correct UTF-8"
    fitting = {name: _plausible(head, name) for name in ("windows-1252", "macroman") if _decodes(head, _CODECS[name])}
    best = max(fitting, key=lambda name: fitting[name], default="latin-1")
    seen = sorted(set(head.decode(_CODECS[best], "replace")) & _COMMON)
    doubt = " (windows-1252 and macroman fit alike: look at the names)" if len(set(fitting.values())) < len(fitting) else ""
    return best, f"likely: not UTF-8, and so it has {' '.join(seen[:8]) or 'few odd signs'}{doubt}"


def looks_like_header(row: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a row names columns: every cell but trailing ones is a short text, once, and unlike the cells below it."""
    names = list(row)
    while names and not names[-1].strip():
        names.pop()
    folded = [name.strip().casefold() for name in names]
    if not names or len(set(folded)) < len(folded) or any(not name or _NO_NAME.fullmatch(name) for name in folded):
        return False
    below = [{cells[at].strip().casefold() for cells in rows[:200] if at < len(cells)} for at in range(len(names))]
    return sum(name in values for name, values in zip(folded, below, strict=True)) <= len(names) // 10


def _head(feed: Path) -> bytes:
    try:
        with feed.open("rb") as file:
            head = file.read(BYTES)
            whole = not file.read(1)
    except OSError as error:
        raise FeedError(f"{feed} can't be read: {error.strerror}", hint="Name a CSV file.", code="feed_missing") from error
    if not head.strip(b"\0 \t\r\n"):
        raise FeedError(f"{feed.name} is empty", hint="See whether the export failed.", code="feed_empty")
    last = max(head.rfind(b"\n"), head.rfind(b"\r"))
    # A sample must not end inside of a character or a record. UTF-16 writes a line feed in two bytes.
    return head if whole or last < 0 else head[: last + 1 + (head[last + 1 : last + 2] == b"\0")]


def _decodes(head: bytes, codec: str) -> bool:
    try:
        head.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _plausible(head: bytes, name: str) -> int:
    """How much text reads like names: the accented letters of many languages speak for it, signs inside of words against it."""
    text = head.decode(_CODECS[name])
    return sum(_weight(found[0], found[1], found[2]) for found in _BEYOND_ASCII.findall(text))


def _weight(before: str, character: str, after: str) -> int:
    inside = before.isalpha() and after.isalpha()
    if character in _COMMON:
        return -1 if before.islower() and character.isupper() else 2
    if character.isalpha() or character in "’":
        return -2 if before.islower() and character.isupper() else 0
    return -2 if inside else -1


def _text(head: bytes, encoding: str, file: str) -> str:
    try:
        return head.decode(_CODECS[encoding]).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise FeedError(
            f"{file}, line {line}: a byte that is not {encoding}",
            hint="The encoding is another one, or the file is damaged.",
            code="encoding_wrong",
        ) from None


def _rows(text: str, delimiter: str, most: int = ROWS) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter):
        rows.append(tuple(row))
        if len(rows) == most:
            break
    return tuple(rows)


def _delimiter(text: str, file: str) -> tuple[str, int]:
    """The delimiter that gives most rows the same number of cells, and how many lines stand before the first such row."""
    best, found = (0, 0), (",", 0)
    for delimiter in DELIMITERS:
        widths = [len(row) for row in _rows(text, delimiter, 500) if any(cell.strip() for cell in row)]
        width, count = Counter(widths).most_common(1)[0] if widths else (0, 0)
        if width > 1 and (count, width) > best:
            best, found = (count, width), (delimiter, _before(_rows(text, delimiter, 500), width))
    if best == (0, 0):
        raise FeedError(
            f"{file} is no table of columns", hint="A feed has commas, semicolons, tabs or vertical bars.", code="delimiter_wrong"
        )
    return found


def _before(rows: Sequence[Sequence[str]], width: int) -> int:
    return next((at for at, row in enumerate(rows) if len(row) == width), 0)
