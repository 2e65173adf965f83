"""The header of a feed, and whether it has the columns that the properties need."""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from patronctl.domain.errors import FeedError
from patronctl.sources.grammar import Grammar, Trouble, usual_width

_LONGEST_HEADER = 1 << 20
_FIRST_RECORDS = 100
_OTHER_DELIMITERS = {",": ("comma", ","), ";": ("semicolon", ";"), "\t": ("tab", r"\t"), "|": ("vertical bar", "|")}


@dataclass(frozen=True)
class Header:
    """The columns of a feed, in the order of the file.

    `names` are the header's texts as they are, a line break in one as a line feed; without a header they are column1, column2, …
    `given` is false where the feed has no header. The first record is looked for from line `begins` on, counted from 1.
    `named` is how many of the columns have a name of their own. Those after them are to be blank in every record.
    `is_plain` says that the header is one line, right after those that are skipped.
    """

    names: tuple[str, ...]
    given: bool = True
    begins: int = field(default=2, compare=False)
    named: int = field(default=0, compare=False)
    is_plain: bool = field(default=True, compare=False)


def read_header(
    feed: Path, delimiter: str, quote: str, header: bool, skip_rows: int, *, called: str = "The feed", known: Collection[str] = ()
) -> Header:
    """Read the first record after `skip_rows` lines of a UTF-8 feed, which messages name `called`.

    `known` are the names that the properties mention. Messages quote no others: what stands there may be a person's.
    Raises FeedError: header_missing when there is no such line, header_unreadable when it can't be parsed, delimiter_wrong,
    header_duplicate when two names differ in nothing but case, header_blank when a column before others has no name.
    """
    grammar = Grammar(delimiter, quote)
    head, line = _head(feed, skip_rows, called)
    if not header:
        width = usual_width(grammar, head, _FIRST_RECORDS) or 1
        return Header(_numbered([""] * width), False, skip_rows + 1, width, line == skip_rows + 1)
    read = grammar.record(head)
    if isinstance(read, Trouble):
        raise FeedError(
            f"The header line of {called} can't be read: {read.value} (line {line})",
            hint="Usually a quote is missing in it.",
            code="header_unreadable",
        )
    cells = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in read[0]]
    _refuse_wrong_delimiter(called, cells, delimiter)
    named = len(cells) - next((back for back, name in enumerate(reversed(cells)) if name.strip()), len(cells))
    _refuse_unnamed(called, cells[:named])
    # A delimiter at the end of every line makes a last column without a name: harmless.
    names = (*cells[:named], *_numbered(cells)[named:])
    _refuse_duplicates(called, names, known)
    lines = max(1, head.count("\n", 0, read[1]))
    return Header(names, True, line + lines, named, lines == 1 and line == skip_rows + 1)


def _numbered(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"column{number}" for number in range(1, len(cells) + 1))


def compare(header: Header, needed: Mapping[str, Sequence[str]], feed: str, properties: str) -> list[str]:
    """Notes about extra columns; FeedError (columns_missing) naming every needed column that the header lacks.

    `needed` is a column's name and where the properties name it, such as {"Phone": ["fields.address_1_phone_1"]}.
    `feed` and `properties` are how the two files are called in messages. The order of columns doesn't matter.
    A header that matches next to nothing is probably the first record: then nothing of it is quoted.
    """
    missing = [name for name in needed if name not in header.names]
    is_header = resembles(header, needed)
    if missing:
        lines = [
            f"    {name} (needed by {', '.join(needed[name])} in {properties}){_like(name, header.names) if is_header else ''}"
            for name in missing
        ]
        raise FeedError(
            f"{feed} lacks {len(missing)} column{'s' if len(missing) > 1 else ''} that the properties need:\n" + "\n".join(lines),
            hint="Correct the properties, or ask for the columns. Names are case-sensitive. " + _has(header, needed, is_header),
            code="columns_missing",
        )
    extra = [name for name in header.names if name not in needed]
    if not extra or not header.given:
        return []
    listed = f": {_shown(extra)}" if is_header else ""
    return [f"{feed} has {len(extra)} column(s) that the properties don't use{listed}."]


def resembles(header: Header, names: Collection[str]) -> bool:
    """Whether a header is one by the names that the properties mention: at least a third of them is there, in any spelling."""
    there = {_spelled(name) for name in header.names}
    wanted = {_spelled(name) for name in names}
    found = len(wanted & there)
    return header.given and found > 0 and found * 3 >= len(wanted)


def _spelled(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold()) or name


def _has(header: Header, needed: Collection[str], is_header: bool) -> str:
    if is_header:
        return "The header has: " + _shown(header.names)
    places = [f"{name} (column {header.names.index(name) + 1})" for name in needed if name in header.names]
    found = f"only {_shown(places)}" if places else "none"
    return (
        f"Of {len(header.names)} cells in line {header.begins - 1} {found} is a name that the properties use: is it a record, "
        "and the header missing? Then ask for the header; `skip_rows` skips lines before one, and `header: false` is for feeds without."
    )


def _head(feed: Path, skip_rows: int, called: str) -> tuple[str, int]:
    """The text from the first line on that isn't blank, after those that are skipped; and that line's number."""
    with feed.open(encoding="utf-8", newline="\n") as file:
        skipped = sum(1 for _ in islice(file, skip_rows))
        head = file.read(_LONGEST_HEADER)
    if skipped < skip_rows or not head.strip():
        raise FeedError(
            f"{called} ends before its header line",
            hint="See whether the export failed, and `skip_rows` is right.",
            code="header_missing",
        )
    begins = head.rfind("\n", 0, len(head) - len(head.lstrip())) + 1
    return head[begins:], skip_rows + 1 + head.count("\n", 0, begins)


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


def _refuse_duplicates(called: str, names: Sequence[str], known: Collection[str]) -> None:
    places: dict[str, list[int]] = {}
    for number, name in enumerate(names, 1):
        places.setdefault(name.casefold().strip(), []).append(number)
    twice = [at for at in places.values() if len(at) > 1]
    if twice:
        said = "; ".join(_place(names[at[0] - 1], at, known) for at in twice)
        raise FeedError(
            f"The header of {called} has the same name more than once: {said}",
            hint="Rename the columns in the export: it is not certain which one is meant. If this is a record, the header is missing.",
            code="header_duplicate",
        )


def _place(name: str, at: Sequence[int], known: Collection[str]) -> str:
    columns = f"columns {', '.join(map(str, at))}"
    return f"{name} ({columns})" if name.casefold().strip() in {other.casefold().strip() for other in known} else columns


def _like(name: str, names: Sequence[str]) -> str:
    folded = {other.casefold().strip(): other for other in names}
    close = difflib.get_close_matches(name.casefold().strip(), list(folded), n=1, cutoff=0.7)
    return f" - did you mean {folded[close[0]]!r}?" if close else ""


def _shown(names: Sequence[str]) -> str:
    return ", ".join(" ".join(name.split()) for name in names[:40]) + (f" and {len(names) - 40} more" if len(names) > 40 else "")
