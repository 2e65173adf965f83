"""How a feed is written: what a line of it is by its delimiter and its quote. Header and records are read by it alike.

A value may stand in quotes, with spaces around them; a doubled quote in it is one quote. Within quotes everything is text, line
breaks too. Quotes in a value that doesn't begin with one are text. This is what DuckDB's reader accepts as well.
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property


class Trouble(Enum):
    """Why a text is no record by its quotes alone."""

    OPEN = "a quote is opened and never closed"
    TEXT_AFTER_QUOTE = "text follows a closing quote"


@dataclass(frozen=True)
class Grammar:
    """Delimiter and quote of a feed, one character each."""

    delimiter: str
    quote: str

    @cached_property
    def _field(self) -> re.Pattern[str]:
        delimiter, quote = re.escape(self.delimiter), re.escape(self.quote)
        spaces = "" if self.delimiter == " " else " *"
        quoted = f"{spaces}{quote}(?P<quoted>(?:[^{quote}]|{quote}{quote})*+)(?P<closed>{quote}{spaces})?"
        return re.compile(rf"(?:{quoted}|(?P<plain>[^{delimiter}\n]*+))(?P<end>{delimiter}|\r*\n|\r*\Z)?")

    def record(self, text: str, start: int = 0) -> tuple[list[str], int] | Trouble:
        """The values of the record at `start`, as they are meant, and where the next one begins."""
        values: list[str] = []
        while True:
            found = self._field.match(text, start)
            assert found is not None
            if found["quoted"] is not None and found["closed"] is None:
                return Trouble.OPEN
            if found["end"] is None:
                return Trouble.TEXT_AFTER_QUOTE
            plain = found["plain"]
            values.append(found["quoted"].replace(self.quote * 2, self.quote) if plain is None else plain.rstrip("\r"))
            start = found.end()
            if found["end"] != self.delimiter:
                return values, start

    def whole(self, width: int) -> re.Pattern[str]:
        """What fits a line that is one record of `width` values, in the plainest way of writing; others have to be looked at closer."""
        delimiter, quote = re.escape(self.delimiter), re.escape(self.quote)
        field = f"(?:{quote}(?:[^{quote}\\r\\n]|{quote}{quote})*+{quote}|(?! *{quote})[^{delimiter}{quote}\\r\\n]*+)"
        return re.compile(f"{field}(?:{delimiter}{field}){{{width - 1}}}")

    def is_blank(self, text: str) -> bool:
        """Whether nothing stands in it: a row of delimiters, spaces and pairs of quotes is no record."""
        return not text.strip(f"{self.delimiter}{self.quote} \t\r\n\u00a0")

    def naive(self, text: str) -> list[str]:
        """The values of a text whose quotes can't be trusted."""
        return text.replace(self.quote, "").rstrip("\r\n").split(self.delimiter)

    def bare_quotes(self, text: str) -> dict[int, int]:
        """How many quotes stand in values that don't begin with one, by their positions counted from 0."""
        found: dict[int, int] = {}
        start = place = 0
        while field := self._field.match(text, start):
            quotes = (field["plain"] or "").count(self.quote)
            if quotes:
                found[place] = quotes
            if field["end"] != self.delimiter:
                break
            start, place = field.end(), place + 1
        return found


def usual_width(grammar: Grammar, text: str, most: int) -> int:
    """The number of values that most of the first records have, in a feed without a header; 0 where there is none."""
    widths: list[int] = []
    start = 0
    while start < len(text) and len(widths) < most:
        read = grammar.record(text, start)
        if isinstance(read, Trouble):
            start = text.find("\n", start) + 1 or len(text)
            continue
        if not grammar.is_blank(text[start : read[1]]):
            widths.append(len(read[0]))
        start = read[1]
    return max(widths, key=widths.count, default=0)
