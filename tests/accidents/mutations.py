"""What happens to an export on its way. An accident says whom it touches; nobody else may change, and nobody may become somebody else."""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.accidents.samples import FIRSTS, HEADER, LASTS

Rows = list[list[str]]
COLUMNS = {name: place for place, name in enumerate(HEADER)}


@dataclass(frozen=True)
class Feed:
    """A feed on its way: rows, how they are written, and what has been done to them."""

    rows: Rows
    header: tuple[str, ...] = HEADER
    delimiter: str = ","
    quoting: int = csv.QUOTE_MINIMAL
    bends: Callable[[bytes], bytes] = bytes
    touched: frozenset[str] = frozenset()
    """IDs of those of whom the accident says something else, or nothing any more."""
    moves_secrets: bool = False
    """The accident itself puts passwords where others can read them."""
    modified_days_ago: float = 0

    def written(self, encoding: str, header: bool) -> bytes:
        """The bytes of the file."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.delimiter, quoting=self.quoting, escapechar="\\", lineterminator="\n")  # type: ignore[arg-type]
        writer.writerows([self.header, *self.rows] if header else self.rows)
        return self.bends(text.getvalue().encode(encoding, "replace"))


Mutation = Callable[[Feed, random.Random], Feed]
MUTATIONS: dict[str, Mutation] = {}


def accident(mutation: Mutation) -> Mutation:
    """Enter a mutation by its name."""
    MUTATIONS[mutation.__name__.replace("_", " ")] = mutation
    return mutation


def ids(rows: Rows) -> frozenset[str]:
    """Whose rows these are."""
    return frozenset(row[0] for row in rows)


def some(feed: Feed, rng: random.Random) -> list[int]:
    """Places of rows: all, a run of them, one school, or a few."""
    count = len(feed.rows)
    kind = rng.randrange(4)
    if kind == 0:
        return list(range(count))
    if kind == 1:
        first, last = sorted(rng.sample(range(count), 2))
        return list(range(first, last + 1))
    if kind == 2:
        school = rng.choice(["101", "202", "303"])
        return [place for place, row in enumerate(feed.rows) if row[1] == school]
    return sorted(rng.sample(range(count), rng.randrange(1, max(2, count // 8))))


def each(feed: Feed, places: list[int], change: Callable[[list[str]], list[str]]) -> Feed:
    """The rows at these places changed."""
    chosen = set(places)
    rows = [change(list(row)) if place in chosen else list(row) for place, row in enumerate(feed.rows)]
    return replace(feed, rows=rows, touched=feed.touched | ids([feed.rows[place] for place in places]))


def put(name: str, value: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    """A change of one column."""

    def change(row: list[str]) -> list[str]:
        row[COLUMNS[name]] = value(row[COLUMNS[name]])
        return row

    return change


TEXTS = ("Last", "First", "Born", "Grade", "Room", "Year", "Mail", "User", "Barcode", "School")


@accident
def one_column_slipped_by_rows(feed: Feed, rng: random.Random) -> Feed:
    names = rng.sample(TEXTS, rng.choice((1, 1, 2, 3)))
    places, by = some(feed, rng), rng.choice((1, -1, 2, 7))
    turned = {place: feed.rows[places[(at + by) % len(places)]] for at, place in enumerate(places)}
    rows = [
        [turned[at][i] if at in turned and HEADER[i] in names else value for i, value in enumerate(row)] for at, row in enumerate(feed.rows)
    ]
    return replace(feed, rows=rows, touched=ids([feed.rows[place] for place in places]))


@accident
def one_column_sorted(feed: Feed, rng: random.Random) -> Feed:
    name = rng.choice(TEXTS)
    values = sorted(row[COLUMNS[name]] for row in feed.rows)
    rows = [[values[at] if HEADER[i] == name else value for i, value in enumerate(row)] for at, row in enumerate(feed.rows)]
    return replace(feed, rows=rows, touched=ids(feed.rows))


@accident
def everything_but_the_id_sorted(feed: Feed, rng: random.Random) -> Feed:
    others = sorted((row[1:] for row in feed.rows), key=lambda row: row[rng.randrange(2)])
    return replace(feed, rows=[[row[0], *other] for row, other in zip(feed.rows, others, strict=True)], touched=ids(feed.rows))


@accident
def ids_shifted(feed: Feed, rng: random.Random) -> Feed:
    places, by = some(feed, rng), rng.choice((1, -1, 3))
    names = rng.choice((("ID",), ("Barcode",), ("ID", "Barcode")))
    turned = {place: feed.rows[places[(at + by) % len(places)]] for at, place in enumerate(places)}
    rows = [
        [turned[at][i] if at in turned and HEADER[i] in names else value for i, value in enumerate(row)] for at, row in enumerate(feed.rows)
    ]
    return replace(feed, rows=rows, touched=ids([feed.rows[place] for place in places]))


@accident
def ids_renumbered(feed: Feed, rng: random.Random) -> Feed:
    base = rng.choice((100, 101, 500_000))
    changed = each(feed, some(feed, rng), lambda row: row)
    for number, row in enumerate(changed.rows):
        if row[0] in changed.touched:
            row[0] = f"{base + number:06}"
    return replace(changed, touched=changed.touched | ids(changed.rows))


@accident
def two_columns_swapped(feed: Feed, rng: random.Random) -> Feed:
    one, other = rng.sample(range(1, len(HEADER) - 1), 2)

    def swap(row: list[str]) -> list[str]:
        row[one], row[other] = row[other], row[one]
        return row

    return each(feed, some(feed, rng), swap)


@accident
def rows_shifted_by_a_column(feed: Feed, rng: random.Random) -> Feed:
    at = rng.randrange(1, len(HEADER))
    changed = each(feed, some(feed, rng), lambda row: [*row[:at], "", *row[at:-1]] if rng.random() < 0.9 else [*row[:at], "", *row[at:]])
    return replace(changed, moves_secrets=True)


@accident
def a_column_gone(feed: Feed, rng: random.Random) -> Feed:
    at = rng.randrange(1, len(HEADER))
    keeps_header = rng.random() < 0.3
    header = feed.header if keeps_header else (*feed.header[:at], *feed.header[at + 1 :])
    rows = [[*row[:at], *row[at + 1 :]] for row in feed.rows]
    return replace(feed, rows=rows, header=header, touched=ids(feed.rows), moves_secrets=True)


@accident
def cut_off(feed: Feed, rng: random.Random) -> Feed:
    share = rng.choice((0.02, 0.3, 0.6, 0.9, 0.97, 0.995))
    return replace(feed, touched=ids(feed.rows), bends=lambda data: feed.bends(data)[: int(len(data) * share)])


@accident
def rows_gone(feed: Feed, rng: random.Random) -> Feed:
    gone = set(some(feed, rng))
    return replace(feed, rows=[row for at, row in enumerate(feed.rows) if at not in gone], touched=ids([feed.rows[at] for at in gone]))


@accident
def one_school_only(feed: Feed, rng: random.Random) -> Feed:
    school = rng.choice(["101", "202", "303"])
    return replace(feed, rows=[row for row in feed.rows if row[1] == school], touched=ids(feed.rows))


@accident
def leading_zeros_lost(feed: Feed, rng: random.Random) -> Feed:
    return each(feed, some(feed, rng), put(rng.choice(("ID", "ID", "Barcode")), lambda value: value.lstrip("0")))


@accident
def numbers_as_a_spreadsheet_writes_them(feed: Feed, rng: random.Random) -> Feed:
    name = rng.choice(("ID", "Barcode"))
    return each(feed, some(feed, rng), put(name, lambda value: f"{float(value):.2E}" if value.isdigit() else value))


@accident
def rooms_made_dates(feed: Feed, rng: random.Random) -> Feed:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep"]
    return each(feed, some(feed, rng), put("Room", lambda value: f"{value[-1]}-{months[int(value[0]) % 9]}" if "-" in value else value))


@accident
def birth_dates_mangled(feed: Feed, rng: random.Random) -> Feed:
    def american(value: str) -> str:
        return f"{value[5:7]}/{value[8:]}/{value[:4]}"

    def turned(value: str) -> str:
        return f"{value[:4]}-{value[8:]}-{value[5:7]}"

    def later(value: str) -> str:
        return f"{int(value[:4]) + 1}{value[4:]}"

    ways = (
        american,
        turned,
        later,
        lambda _: "1900-01-01",
        lambda _: "0000-00-00",
        lambda value: f"19{value[2:]}",
        lambda value: value[:4],
    )
    return each(feed, some(feed, rng), put("Born", rng.choice(ways)))


@accident
def status_turned(feed: Feed, rng: random.Random) -> Feed:
    value = rng.choice(("0", "0", "1", "", "X"))
    return each(feed, some(feed, rng), put("Status", lambda _: value))


@accident
def status_inverted(feed: Feed, rng: random.Random) -> Feed:
    return each(feed, some(feed, rng), put("Status", lambda value: "0" if value == "1" else "1"))


@accident
def one_value_for_everybody(feed: Feed, rng: random.Random) -> Feed:
    names = rng.choice((("Last", "First"), ("Last",), ("First",), ("Mail",), ("Born",), ("User",), ("School",), ("Barcode",), ("ID",)))
    values = dict(zip(HEADER, rng.choice(feed.rows), strict=True))
    changed = feed
    for place in [some(feed, rng)]:
        for name in names:
            changed = each(changed, place, put(name, lambda _, value=values[name]: value))  # type: ignore[misc]
    return replace(changed, touched=changed.touched | {values["ID"]})


@accident
def fields_blank(feed: Feed, rng: random.Random) -> Feed:
    return each(feed, some(feed, rng), put(rng.choice((*TEXTS, "ID", "Status")), lambda _: ""))


@accident
def halves_doubled(feed: Feed, rng: random.Random) -> Feed:
    half = feed.rows[: len(feed.rows) // 2] if rng.random() < 0.5 else feed.rows[len(feed.rows) // 2 :]
    again = [list(row) for row in half]
    if rng.random() < 0.5:
        schools = [row[1] for row in again]
        for row, school in zip(again, [*schools[1:], schools[0]], strict=True):
            row[1] = school
    rows = [*feed.rows, *again] if rng.random() < 0.5 else [*again, *feed.rows]
    return replace(feed, rows=rows, touched=ids(half) if half != again else frozenset())


@accident
def the_same_twice(feed: Feed, rng: random.Random) -> Feed:
    return replace(feed, rows=[*feed.rows, *feed.rows])


@accident
def lines_in_another_order(feed: Feed, rng: random.Random) -> Feed:
    return replace(feed, rows=rng.sample(feed.rows, len(feed.rows)))


@accident
def other_people_under_our_ids(feed: Feed, rng: random.Random) -> Feed:
    def other(row: list[str]) -> list[str]:
        row[2], row[3] = rng.choice(LASTS) + "son", rng.choice(FIRSTS) + "ita"
        row[4] = f"{rng.randrange(2005, 2018)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        row[8:10] = [f"{row[3]}{row[0]}@e.example".lower(), f"{row[2]}{row[0]}".lower()]
        return row

    return each(feed, some(feed, rng), other)


@accident
def another_district(feed: Feed, rng: random.Random) -> Feed:
    rows = [[f"{int(row[0]) + 700_000:06}", *row[1:]] for row in feed.rows]
    return replace(feed, rows=rows, touched=ids(feed.rows) | ids(rows))


@accident
def read_in_the_wrong_encoding(feed: Feed, rng: random.Random) -> Feed:
    wrong, right = rng.choice((("utf-8", "windows-1252"), ("utf-8", "mac_roman"), ("latin-1", "utf-8"), ("utf-16", "utf-8")))

    def bend(data: bytes) -> bytes:
        try:
            return data.decode(wrong, "replace").encode(right, "replace")
        except UnicodeError:
            return data

    return replace(feed, bends=bend, touched=ids(feed.rows))


@accident
def written_in_another_encoding(feed: Feed, rng: random.Random) -> Feed:
    other = rng.choice(("utf-8", "utf-8-sig", "utf-16", "windows-1252", "mac_roman", "utf-16-le"))
    return replace(feed, bends=lambda data: data.decode("utf-8", "replace").encode(other, "replace"), touched=ids(feed.rows))


@accident
def an_old_file(feed: Feed, rng: random.Random) -> Feed:
    """Who has left since then is active in it, and who came later isn't in it."""
    back = rng.sample(range(len(feed.rows)), rng.choice((3, 20, 60)))
    old = each(feed, back, put("Status", lambda _: "1"))
    return replace(
        old, rows=old.rows[: -rng.choice((1, 10, 40))], touched=old.touched | ids(feed.rows[-40:]), modified_days_ago=rng.choice((0, 30))
    )


@accident
def a_stray_quote(feed: Feed, rng: random.Random) -> Feed:
    at, name = rng.randrange(len(feed.rows)), rng.choice(("Last", "First", "Room", "Mail"))
    mark = rng.choice(("\x01", "\x01,", "x\x01"))
    changed = each(feed, [at], put(name, lambda value: mark + value if rng.random() < 0.7 else value + mark))
    # It is written last, or the CSV writer would double it. What it swallows says nothing of those in it.
    return replace(changed, bends=lambda data: data.replace(b"\x01", b'"'), touched=ids(feed.rows), moves_secrets=True)


@accident
def another_delimiter(feed: Feed, rng: random.Random) -> Feed:
    return replace(feed, delimiter=rng.choice(";|\t"), touched=ids(feed.rows), moves_secrets=True)


@accident
def unquoted_delimiters(feed: Feed, rng: random.Random) -> Feed:
    name = rng.choice(("Last", "First", "Room"))
    changed = each(feed, some(feed, rng), put(name, lambda value: f"{value}\x01 Jr."))
    return replace(changed, bends=lambda data: data.replace(b"\x01", b","), moves_secrets=True)


@accident
def invisible_characters(feed: Feed, rng: random.Random) -> Feed:
    mark = rng.choice(("\ufeff", "\u200b", "\u00a0", "\u202d", "\u2060", "\t", " "))
    return each(feed, some(feed, rng), put(rng.choice(("ID", "Barcode", "Last", "School")), lambda value: f"{mark}{value}{mark}"))


@accident
def spreadsheet_text(feed: Feed, rng: random.Random) -> Feed:
    form = rng.choice(('="{}"', "'{}", "{}.0"))
    return each(feed, some(feed, rng), put(rng.choice(("ID", "Barcode")), form.format))


@accident
def headers_in_the_wrong_place(feed: Feed, rng: random.Random) -> Feed:
    one, other = rng.sample(range(len(HEADER) - 1), 2)
    header = list(feed.header)
    header[one], header[other] = header[other], header[one]
    return replace(feed, header=tuple(header), touched=ids(feed.rows))


@accident
def blank_rows_and_footers(feed: Feed, rng: random.Random) -> Feed:
    extra = rng.choice(([""] * len(HEADER), ["Total", str(len(feed.rows)), *[""] * (len(HEADER) - 2)], list(HEADER)))
    return replace(feed, rows=[*feed.rows, *[list(extra)] * rng.choice((1, 3, 30))])


@accident
def cases_changed(feed: Feed, rng: random.Random) -> Feed:
    way = rng.choice((str.upper, str.lower, str.title))
    return each(feed, some(feed, rng), put(rng.choice(("Last", "First", "User", "Mail")), way))
