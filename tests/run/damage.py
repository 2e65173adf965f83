"""Feeds of many kinds, and what may happen to their bytes on the way."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

FIELDS = {
    "district_id": "Number",
    "barcode": "Number",
    "site": "School",
    "last_name": "Last",
    "first_name": "First",
    "address_1_line_1": "Street",
}
COLUMNS = ["Number", "School", "Last", "First", "Street", "Exported"]
_LAST = ["Lee", "Muñoz", "O'Neil", "Doe, Jr.", 'Ng "Kit"', "de la Cruz", "Å", "Smith"]
_STREET = ["12 Main St", "1 Oak Ave, Apt 4", "", "5 Elm St\nApt 2", "PO Box 7\nSpringfield, IL 62701", 'The "Old" Mill\n\nRear']


@dataclass
class Feed:
    """A feed as it was meant: its bytes, and for each record its line, its extent in the bytes and its values by column."""

    random: random.Random
    data: bytes = b""
    records: list[tuple[int, int, int, dict[str, str]]] = field(default_factory=list)
    properties: dict[str, object] = field(default_factory=dict)
    starts: int = 0

    @classmethod
    def of(cls, seed: int) -> "Feed":
        feed = cls(random.Random(seed))
        feed._write()
        return feed

    def _write(self) -> None:
        chance = self.random
        delimiter, end = chance.choice(",,;\t|"), chance.choice(["\n", "\n", "\r\n"])
        columns = chance.sample(COLUMNS, len(COLUMNS))
        header = chance.random() < 0.8
        style = chance.choice(["minimal", "minimal", "all", "some"])
        rest = delimiter if chance.random() < 0.15 and header else ""
        preamble = chance.choice(["", "", "Students{end}", '"Students{end}of today"{end}', "{end}"]).format(end=end)
        text = preamble
        if header:
            text += delimiter.join(self._cell(name, delimiter, style) for name in columns) + rest + end
        plain = chance.random() < 0.5
        self.starts = len(text.encode())
        for number in range(chance.randint(5, 30)):
            values = self._values(number, plain)
            written = delimiter.join(self._cell(values[name], delimiter, style) for name in columns) + rest
            began = len(text.encode())
            line = text.count("\n") + 1
            text += written + end
            self.records.append((line, began, len(text.encode()), values))
        self.data = text.encode()
        position = {name: name if header else columns.index(name) + 1 for name in columns}
        fields: dict[str, object] = {name: position[column] for name, column in FIELDS.items()}
        fields["address_1_line_1"] = {"column": position["Street"], "when_blank": "clear"}
        self.properties = {
            "match_on": "district_id",
            "delimiter": delimiter,
            "header": header,
            "skip_rows": preamble.count("\n"),
            "fields": fields,
        }

    def _values(self, number: int, plain: bool) -> dict[str, str]:
        chance = self.random
        last, street = chance.choice(_LAST[:3] if plain else _LAST), chance.choice(_STREET[:1] if plain else _STREET)
        given = ["Number", "School", "Last", "First", "Street", "Exported"]
        return dict(zip(given, [f"{900100 + number}", "HS", last, "Ann", street, "2026-09-01"], strict=True))

    def _cell(self, value: str, delimiter: str, style: str) -> str:
        must = any(sign in value for sign in (delimiter, '"', "\n"))
        if must or style == "all" or (style == "some" and self.random.random() < 0.4):
            return '"' + value.replace('"', '""') + '"'
        return value


def _at(feed: Feed) -> int:
    """A place among the records, never within a character."""
    while True:
        place = feed.random.randrange(feed.starts, len(feed.data))
        if feed.data[place] & 0xC0 != 0x80:
            return place


def _insert(feed: Feed, what: bytes) -> bytes:
    place = _at(feed)
    return feed.data[:place] + what + feed.data[place:]


def _nothing(feed: Feed) -> bytes:
    return feed.data


def stray_quote(feed: Feed) -> bytes:
    return _insert(feed, b'"')


def quote_and_delimiter(feed: Feed) -> bytes:
    return _insert(feed, b'"' + str(feed.properties["delimiter"]).encode())


def delimiter_and_quote(feed: Feed) -> bytes:
    return _insert(feed, str(feed.properties["delimiter"]).encode() + b'"')


def lost_quote(feed: Feed) -> bytes:
    places = [place for place in range(feed.starts, len(feed.data)) if feed.data[place : place + 1] == b'"']
    if not places:
        return stray_quote(feed)
    place = feed.random.choice(places)
    return feed.data[:place] + feed.data[place + 1 :]


def quote_opens_a_value(feed: Feed) -> bytes:
    delimiter = str(feed.properties["delimiter"]).encode()
    places = [place for place in range(feed.starts, len(feed.data)) if feed.data[place : place + 1] == delimiter]
    place = feed.random.choice(places) + 1
    return feed.data[:place] + b'"' + feed.data[place:]


def quote_ends_a_value(feed: Feed) -> bytes:
    delimiter = str(feed.properties["delimiter"]).encode()
    places = [place for place in range(feed.starts, len(feed.data)) if feed.data[place : place + 1] == delimiter]
    place = feed.random.choice(places)
    return feed.data[:place] + b'"' + feed.data[place:]


def mixed_line_ends(feed: Feed) -> bytes:
    plain = feed.data.replace(b"\r\n", b"\n")
    pieces = plain.split(b"\n")
    return b"".join(piece + feed.random.choice([b"\n", b"\r\n", b"\n"]) for piece in pieces[:-1]) + pieces[-1]


def odd_carriage_return(feed: Feed) -> bytes:
    return _insert(feed, b"\r")


def other_signs(feed: Feed) -> bytes:
    """Within a name: a sign within a key is another key."""
    places = [began + feed.data[began:ended].find(b"Ann") + 1 for _, began, ended, _ in feed.records]
    place = feed.random.choice(places)
    return feed.data[:place] + feed.random.choice(["\v", "\f", "\x1c", "\x85", "\u2028"]).encode() + feed.data[place:]


def blank_rows(feed: Feed) -> bytes:
    row = feed.random.choice(
        [b"", b"  ", str(feed.properties["delimiter"]).encode() * 5, str(feed.properties["delimiter"]).encode().join([b'""'] * 6)]
    )
    _, place, _, _ = feed.random.choice(feed.records)
    return feed.data[:place] + (row + b"\n") * feed.random.randint(1, 3) + feed.data[place:]


def foot(feed: Feed) -> bytes:
    return feed.data + b"Total records: 12\n"


def cut(feed: Feed) -> bytes:
    return feed.data[: _at(feed)]


DAMAGES: list[Callable[[Feed], bytes]] = [
    _nothing,
    stray_quote,
    stray_quote,
    quote_and_delimiter,
    delimiter_and_quote,
    lost_quote,
    lost_quote,
    quote_opens_a_value,
    quote_ends_a_value,
    mixed_line_ends,
    odd_carriage_return,
    other_signs,
    blank_rows,
    foot,
    cut,
]
