"""The header of a feed, and whether it has the columns that the properties need."""

import csv
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from patronctl.domain.errors import FeedError

_LONGEST_HEADER = 1 << 20
_OTHER_DELIMITERS = {",": ("comma", ","), ";": ("semicolon", ";"), "\t": ("tab", r"\t"), "|": ("vertical bar", "|")}


@dataclass(frozen=True)
class Header:
    """The columns of a feed, in the order of the file.

    `names` are the header's texts as they are; without a header they are column1, column2, …, as many as the first record has.
    `given` is false where the feed has no header.
    """

    names: tuple[str, ...]
    given: bool = True


def read_header(feed: Path, delimiter: str, quote: str, header: bool, skip_rows: int, *, called: str = "The feed") -> Header:
    """Read the first line after `skip_rows` lines of a UTF-8 feed, which messages name `called`.

    Raises FeedError: header_missing when there is no such line, header_unreadable when it can't be parsed, delimiter_wrong,
    header_duplicate when two names differ in nothing but case, header_blank when a column before others has no name.
    """
    cells = _first_record(feed, delimiter, quote, skip_rows, called)
    if not header:
        return Header(_numbered([""] * len(cells)), given=False)
    _refuse_wrong_delimiter(called, cells, delimiter)
    while_named = len(cells) - next((back for back, name in enumerate(reversed(cells)) if name.strip()), len(cells))
    _refuse_unnamed(called, cells[:while_named])
    # A delimiter at the end of every line makes a last column without a name: harmless.
    names = (*cells[:while_named], *_numbered(cells)[while_named:])
    _refuse_duplicates(called, names)
    return Header(names)


def _numbered(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"column{number}" for number in range(1, len(cells) + 1))


def compare(header: Header, needed: Mapping[str, Sequence[str]], feed: str, properties: str) -> list[str]:
    """Notes about extra columns; FeedError (columns_missing) naming every needed column that the header lacks.

    `needed` is a column's name and where the properties name it, such as {"Phone": ["fields.address_1_phone_1"]}.
    `feed` and `properties` are how the two files are called in messages. The order of columns doesn't matter.
    """
    missing = [name for name in needed if name not in header.names]
    if missing:
        lines = [f"    {name} (needed by {', '.join(needed[name])} in {properties}){_like(name, header.names)}" for name in missing]
        raise FeedError(
            f"{feed} lacks {len(missing)} column{'s' if len(missing) > 1 else ''} that the properties need:\n" + "\n".join(lines),
            hint="Correct the properties, or ask for the columns. Names are case-sensitive. The header has: " + _shown(header.names),
            code="columns_missing",
        )
    extra = [name for name in header.names if name not in needed]
    return [f"{feed} has {len(extra)} column(s) that the properties don't use: {_shown(extra)}."] if extra and header.given else []


def _first_record(feed: Path, delimiter: str, quote: str, skip_rows: int, called: str) -> list[str]:
    with feed.open(encoding="utf-8", newline="") as file:
        skipped = sum(1 for _ in islice(file, skip_rows))
        head = file.read(_LONGEST_HEADER)
    if skipped < skip_rows or not head.strip():
        raise FeedError(
            f"{feed.name} ends before its header line",
            hint="See whether the export failed, and `skip_rows` is right.",
            code="header_missing",
        )
    try:
        return next(csv.reader(head.splitlines(keepends=True), delimiter=delimiter, quotechar=quote, strict=True))
    except csv.Error as problem:
        raise FeedError(
            f"The header line of {called} can't be read: {problem}", hint="Usually a quote is missing in it.", code="header_unreadable"
        ) from None


def _refuse_wrong_delimiter(called: str, names: Sequence[str], delimiter: str) -> None:
    if len(names) > 1:
        return
    for other, (title, written) in _OTHER_DELIMITERS.items():
        if other != delimiter and other in names[0]:
            raise FeedError(
                f"The header of {called} is a single column, but has {names[0].count(other)} × {title}",
                hint=f'The delimiter is probably a {title}: set `delimiter: "{written}"` in the properties.',
                code="delimiter_wrong",
            )


def _refuse_unnamed(called: str, names: Sequence[str]) -> None:
    blank = [str(number) for number, name in enumerate(names, 1) if not name.strip()]
    if blank or not names:
        raise FeedError(
            f"The header of {called} has no name for column {', '.join(blank) or '1'}",
            hint="Is the first line really the header? `skip_rows` skips lines before it; `header: false` is for feeds without one.",
            code="header_blank",
        )


def _refuse_duplicates(called: str, names: Sequence[str]) -> None:
    places: dict[str, list[int]] = {}
    for number, name in enumerate(names, 1):
        places.setdefault(name.casefold().strip(), []).append(number)
    twice = [f"{names[at[0] - 1]} (columns {', '.join(map(str, at))})" for at in places.values() if len(at) > 1]
    if twice:
        raise FeedError(
            f"The header of {called} has the same name more than once: {'; '.join(twice)}",
            hint="Rename the columns in the export: it is not certain which one is meant.",
            code="header_duplicate",
        )


def _like(name: str, names: Sequence[str]) -> str:
    folded = {other.casefold().strip(): other for other in names}
    close = difflib.get_close_matches(name.casefold().strip(), list(folded), n=1, cutoff=0.7)
    return f" - did you mean {folded[close[0]]!r}?" if close else ""


def _shown(names: Sequence[str]) -> str:
    return ", ".join(names[:40]) + (f" and {len(names) - 40} more" if len(names) > 40 else "")
