"""Settle which lines of a feed are its records, where a plain count of lines doesn't say it: one reader decides, and what reads the
records later gets nothing else.

Every line is taken on its own first. A quote that is opened and closed on a later line makes one record of several lines only where
none of these lines is a record by itself: otherwise a quote is missing or stray, its line is set aside, and those behind it are read.
"""

import csv
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import IO, NamedTuple

from patronctl import files
from patronctl.domain.words import people
from patronctl.sources.grammar import Grammar, Trouble

MOST_LINES = 1_000
"""Lines of one record. More are a quote that is not closed."""
MOST_CHARACTERS = 4 << 20
FEWEST_DELIMITERS = 3
"""Fewer than this on one line of a value may be an address, whatever the feed's width."""
SHOWN = 5
"""Lines that are named where there may be many."""
_LOOKED_AT = 1 << 14
_CARRIAGE_RETURN = "the line contains a carriage return"


@dataclass(frozen=True)
class Shape:
    """What a record is: so many columns, of which those from `named` on have no name and are blank; `keys` are positions of the columns
    that tell one patron from another."""

    grammar: Grammar
    width: int
    named: int
    keys: frozenset[int] = frozenset()


@dataclass
class Settled:
    """`feed` holds the records alone, without header, every line ended by a line feed; `lines` the line on which each begins.

    `aside` are the lines that are no records, with number, text and reason, and `first_aside` the first of them. `glimpses` are the
    values in them, as far as can be told, and in the same columns. `stray` are the first lines with a single quote that is text.
    `ends_aside` says that the feed's last line is one of those aside.
    """

    feed: Path
    lines: Path
    aside: Path
    glimpses: Path
    records: int = 0
    unreadable: int = 0
    several_lines: bool = False
    stray: list[int] = field(default_factory=list)
    strays: int = 0
    first_aside: list[tuple[int, str]] = field(default_factory=list)
    ends_aside: bool = False

    @classmethod
    def within(cls, folder: Path) -> "Settled":
        """Under names of its own in a folder."""
        feed, lines, aside, glimpses = (folder / f"settled-{name}.csv" for name in ("feed", "lines", "aside", "glimpses"))
        return cls(feed, lines, aside, glimpses)


def settle(feed: Path, begins: int, shape: Shape, into: Path, *, whole: bool = True) -> Settled:
    """Read a feed from line `begins` on. `whole` is false for the beginning of one: then its last record may lack its end."""
    made = Settled.within(into)
    with ExitStack() as stack:
        text = stack.enter_context(feed.open(encoding="utf-8", newline="\n"))
        paths = (made.feed, made.lines, made.aside, made.glimpses)
        out = _Out(*(stack.enter_context(files.create_text(path, "utf-8")) for path in paths))
        _Reader(shape, made, _Lines(text, begins), out, whole).read()
    return made


class _Lines:
    """The lines of a feed with their numbers. What was read too far is put back."""

    def __init__(self, text: TextIOWrapper, begins: int) -> None:
        self._back: deque[tuple[int, str]] = deque()
        self._rest = enumerate(text, 1)
        for _ in range(begins - 1):
            next(self._rest, None)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        while True:
            line = self.next()
            if line is None:
                return
            yield line

    def next(self) -> tuple[int, str] | None:
        return self._back.popleft() if self._back else next(self._rest, None)

    def put_back(self, lines: list[tuple[int, str]]) -> None:
        self._back.extendleft(reversed(lines))


class _Out(NamedTuple):
    """What is written: the records, their lines, the lines set aside, and what can be told of those."""

    feed: IO[str]
    lines: IO[str]
    aside: IO[str]
    glimpses: IO[str]


class _Reader:
    def __init__(self, shape: Shape, made: Settled, lines: _Lines, out: _Out, whole: bool) -> None:
        self._shape, self._grammar, self._made, self._lines, self._whole = shape, shape.grammar, made, lines, whole
        self._feed, self._numbers = out.feed, out.lines
        self._aside = csv.writer(out.aside, lineterminator="\n")
        delimiter, quote = self._grammar.delimiter, self._grammar.quote
        self._glimpses = csv.writer(out.glimpses, lineterminator="\n", delimiter=delimiter, quotechar=quote, quoting=csv.QUOTE_ALL)
        self._plainest = self._grammar.whole(shape.width)

    def read(self) -> None:
        delimiter, quote, width = self._grammar.delimiter, self._grammar.quote, self._shape.width
        starts_blank = (delimiter, " ", "\t", "\u00a0")
        rest = delimiter * (width - self._shape.named)
        for number, line in self._lines:
            bare = line.rstrip("\r\n")
            plain = quote not in bare and "\r" not in bare and bare.count(delimiter) == width - 1
            if plain and bare and bare.endswith(rest) and not bare.startswith(starts_blank):
                self._take(number, bare)
            else:
                self._look_closer(number, bare)

    def _look_closer(self, number: int, line: str) -> None:
        if self._grammar.is_blank(line):
            return
        if self._shape.named == self._shape.width and self._plainest.fullmatch(line):
            self._take(number, line)
            return
        if "\r" in line and self._is_several(line):
            for piece in line.split("\r"):
                self._look_closer(number, piece)
            return
        text = line.replace("\r", "\n")
        read = self._grammar.record(text)
        if read is Trouble.OPEN:
            self._read_on(number, line)
        elif isinstance(read, Trouble):
            self._set_aside(number, line, read.value)
        elif read[1] < len(text):
            self._set_aside(number, line, _CARRIAGE_RETURN)
        else:
            self._judge(number, text, read[0])

    def _is_several(self, line: str) -> bool:
        """Whether the carriage returns in a line are ends of lines."""
        pieces = [piece for piece in line.split("\r") if not self._grammar.is_blank(piece)]
        return all(self._is_record(piece) for piece in pieces)

    def _is_record(self, line: str) -> bool:
        if self._plainest.fullmatch(line):
            return True
        read = self._grammar.record(line)
        return not isinstance(read, Trouble) and len(read[0]) == self._shape.width

    def _read_on(self, number: int, line: str) -> None:
        """From a line that ends within quotes to the one that closes them."""
        behind: list[tuple[int, str]] = []
        text = line
        while len(behind) < MOST_LINES and len(text) < MOST_CHARACTERS:
            following = self._lines.next()
            if following is None:
                if not self._whole:
                    return
                break
            behind.append(following)
            last = following[1].rstrip("\r\n")
            text += "\n" + last
            read = self._grammar.record(text.replace("\r", "\n")) if self._grammar.quote in last else Trouble.OPEN
            if read is Trouble.OPEN and not self._is_record(last):
                continue
            swallows = self._holds_a_record(line, last) or (not isinstance(read, Trouble) and self._is_in_a_value(read[0]))
            if not isinstance(read, Trouble) and len(read[0]) == self._shape.width and not swallows:
                self._judge(number, text.replace("\r", "\n"), read[0])
                return
            break
        self._lines.put_back(behind)
        self._set_aside(number, line, Trouble.OPEN.value)

    def _holds_a_record(self, first: str, last: str) -> bool:
        """Whether two lines that a quote joins have as many delimiters as two records: then the quote swallowed a line's end."""
        least = self._shape.width - 1
        return first.count(self._grammar.delimiter) >= least and last.count(self._grammar.delimiter) >= least

    def _is_in_a_value(self, values: list[str]) -> bool:
        """Whether a value has, behind a line break, as many delimiters as a record: then it holds somebody else's record, however well
        its quotes are closed. In a narrow feed a line of an address may have as many."""
        least = max(self._shape.width - 1, FEWEST_DELIMITERS)
        return any(line.count(self._grammar.delimiter) >= least for value in values for line in value.replace("\r", "\n").split("\n")[1:])

    def _judge(self, number: int, text: str, values: list[str]) -> None:
        """Take a record that can be read, or set it aside for what stands in it."""
        width, named = self._shape.width, self._shape.named
        quotes = self._grammar.bare_quotes(text) if self._grammar.quote in text else {}
        broken = [place for place in self._shape.keys if place < len(values) and "\n" in values[place].strip()]
        key = min([*self._shape.keys.intersection(quotes), *broken], default=None)
        if len(values) != width:
            self._set_aside(number, text, f"{people(len(values), 'column')} instead of {width}")
        elif any(value.strip() for value in values[named:]):
            place = next(place for place in range(named, width) if values[place].strip())
            self._set_aside(number, text, f"column {place + 1} has a value but no name")
        elif key is not None:
            self._set_aside(number, text, f"column {key + 1} contains a {'line break' if key in broken else 'stray quote'}")
        else:
            self._take(number, text)
            self._note(number, any(count % 2 for count in quotes.values()), "\n" in text)

    def _note(self, number: int, stray: bool, several_lines: bool) -> None:
        self._made.several_lines = self._made.several_lines or several_lines
        if stray:
            self._made.strays += 1
            self._made.stray = [*self._made.stray, number][:SHOWN]

    def _take(self, number: int, text: str) -> None:
        self._feed.write(text + "\n")
        self._numbers.write(f"{number}\n")
        self._made.records += 1
        self._made.ends_aside = False

    def _set_aside(self, number: int, line: str, reason: str) -> None:
        self._made.unreadable += 1
        self._made.ends_aside = True
        if len(self._made.first_aside) < SHOWN:
            self._made.first_aside.append((number, reason))
        self._aside.writerow((number, line, reason))
        for values in self._glimpsed(line):
            self._glimpses.writerow(values)

    def _glimpsed(self, line: str) -> Iterator[list[str]]:
        """The values of a line whose columns can't be trusted: counted from its beginning and from its end, and without one delimiter."""
        width = self._shape.width
        read = self._grammar.record(line)
        naive = self._grammar.naive(line)
        ways = [naive] if isinstance(read, Trouble) else [naive, [value.replace(self._grammar.quote, "") for value in read[0]]]
        if self._made.unreadable <= MOST_LINES:
            too_long = [values for values in ways if len(values) == width + 1]
            ways += [[*values[:at], values[at] + values[at + 1], *values[at + 2 :]] for values in too_long for at in range(width)]
        seen: set[tuple[str, ...]] = set()
        for values in ways:
            for aligned in (tuple(values + [""] * width)[:width], tuple([""] * width + values)[-width:]):
                if aligned not in seen and any(value.strip() for value in aligned):
                    seen.add(aligned)
                    yield [value.replace("\r", "").replace("\n", "") for value in aligned]


def has_odd_line(feed: Path, quote: str) -> bool:
    """Whether on some line an odd number of quotes stands, so that one is not closed on it, or a carriage return that doesn't end it.

    Files without quotes are left to their reader, which takes no other carriage returns.
    """
    wanted = quote.encode()
    return any(wanted in chunk and (_odd(chunk, wanted) or _odd_carriage_return(chunk)) for chunk in _whole_lines(feed))


def _odd(chunk: bytes, quote: bytes) -> bool:
    """Between every other two quotes nothing ends a line; where quotes are many, it is faster to count them line by line."""
    if chunk.count(quote, 0, _LOOKED_AT) > chunk.count(b"\n", 0, _LOOKED_AT):
        return any(line.count(quote) & 1 for line in chunk.split(b"\n"))
    pieces = chunk.split(quote)
    return len(pieces) % 2 == 0 or b"\n" in b"".join(pieces[1::2])


def _odd_carriage_return(chunk: bytes) -> bool:
    return b"\r" in chunk and chunk.count(b"\r") != chunk.count(b"\r\n")


def _whole_lines(feed: Path) -> Iterator[bytes]:
    """The bytes of a feed in pieces that end where a line ends."""
    held = b""
    with feed.open("rb", buffering=0) as file:
        while piece := file.read(1 << 20):
            end = piece.rfind(b"\n") + 1
            if end:
                yield held + piece[:end]
            held = piece[end:] if end else held + piece
    if held:
        yield held
