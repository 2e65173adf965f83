"""Which field a column is, how sure that is, and why. Never a guess without its reason."""

import dataclasses
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from patronctl.domain.fields import BY_NAME
from patronctl.properties import statuses
from patronctl.properties.column_names import recognized
from patronctl.properties.contents import Contents, look_at
from patronctl.properties.sample import Sample, looks_like_header

Confidence = Literal["certain", "likely", "possible", "doubtful"]
ORDER: tuple[Confidence, ...] = ("certain", "likely", "possible", "doubtful")
_EXPECTED: dict[str, set[str]] = {
    "birth_date": {"date"},
    "card_expires": {"date"},
    "email_1": {"email"},
    "email_2": {"email"},
    "grade_level": {"grade"},
    "gender": {"gender"},
    "graduation_year": {"year"},
    "address_1_phone_1": {"phone"},
    "address_1_phone_2": {"phone"},
    "address_1_zip": {"zip"},
    "is_teacher": {"yes or no"},
    "acceptable_use_policy_on_file": {"yes or no"},
    "last_name": {"name"},
    "first_name": {"name"},
}
_BY_CONTENT = (("email", "email_1"), ("date", "birth_date"), ("gender", "gender"), ("year", "graduation_year"), ("grade", "grade_level"))
_STRICT = frozenset({"birth_date", "card_expires", "email_1", "email_2", "is_teacher", "acceptable_use_policy_on_file"})
_NEXT = {"email_1": "email_2", "email_2": "email_3", "address_1_phone_1": "address_1_phone_2"}


@dataclass
class Guess:
    """One column as one field."""

    at: int
    column: str | int
    field: str
    confidence: Confidence
    reason: str
    contents: Contents
    more: dict[str, Any] = dataclasses.field(default_factory=dict)
    """What the mapping says besides the column."""
    remarks: list[str] = dataclasses.field(default_factory=list)


@dataclass(frozen=True)
class Guesses:
    """The best column of each field, the runners-up, and columns that nothing is known of."""

    chosen: dict[str, Guess]
    others: list[Guess]
    unknown: list[tuple[str | int, Contents]]
    header: bool


def guess(sample: Sample, today: datetime.date, sites: frozenset[str] = frozenset()) -> Guesses:
    """What each column of a feed may be. `sites` are the short names and aliases that are known."""
    header = looks_like_header(sample.rows[0], sample.rows[1:])
    rows = sample.rows[1:] if header else sample.rows
    width = len(sample.rows[0])
    columns: list[str | int] = list(sample.rows[0]) if header else list(range(1, width + 1))
    contents = [look_at([row[at] for row in rows if at < len(row)], today) for at in range(width)]
    named = recognized([str(column) for column in columns]) if header else {}
    guesses = [
        _by_name(at, columns[at], *named[at], contents[at]) if at in named else _by_content(at, columns[at], contents[at], sites)
        for at in range(width)
        if not (header and not str(columns[at]).strip())
    ]
    known = sorted((one for one in guesses if isinstance(one, Guess)), key=lambda one: (ORDER.index(one.confidence), one.at))
    chosen, others = _each_once(known)
    return Guesses(chosen, others, [one for one in guesses if not isinstance(one, Guess)], header)


def _by_name(at: int, column: str | int, name: str, how: str, contents: Contents) -> Guess:
    made = Guess(at, column, name, "likely", how, contents)
    expected = _EXPECTED.get(name, set())
    if not contents.filled:
        made.remarks.append("every value of the sample is blank")
    elif expected & contents.kinds:
        made.confidence, made.reason = "certain", f"{how}, and its values fit"
    elif expected:
        made.confidence = "doubtful" if name in _STRICT else "possible"
        made.remarks.append(f"its values don't look like {next(iter(expected))}")
        if "day number" in contents.kinds and "date" in expected:
            made.remarks.append("they are days as a spreadsheet counts them: give the column a date format there, and export it again")
    return _detailed(made)


def _by_content(at: int, column: str | int, contents: Contents, sites: frozenset[str]) -> Guess | tuple[str | int, Contents]:
    known = [value for value in contents.values if value in sites]
    if known and len(known) * 2 >= len(contents.values):
        return Guess(
            at, column, "site", "likely", f"{len(known)} of its {len(contents.values)} values are sites of the workspace", contents
        )
    for kind, name in _BY_CONTENT:
        if kind in contents.kinds and contents.filled > 2 and contents.distinct > 1:
            return _detailed(Guess(at, column, name, "possible", f"its values look like {kind}, the name says nothing", contents))
    if (contents.unique or contents.nearly_unique) and contents.kinds & {"number", "identifier"}:
        how = "each once" if contents.unique else "nearly each once"
        return _detailed(Guess(at, column, "district_id", "possible", f"its values are numbers, {how}", contents))
    return column, contents


def _detailed(made: Guess) -> Guess:
    """What the values say of the mapping: a date's format, the map of a status, a value that is too long."""
    contents, about = made.contents, BY_NAME[made.field]
    if about.kind == "date" and contents.dates:
        made.more["date"] = contents.dates[0]
        if contents.date_share < 1:
            made.remarks.append(f"{contents.date_share:.1%} of its values are such dates; the others will be left out")
        if two := _day_or_month(contents.dates):
            made.confidence = "possible"
            made.remarks.append(f"{two[0]} and {two[1]} both read the values: is the day or the month first?")
    if made.field == "status":
        statuses.detail(made)
    if made.field == "site" and contents.values:
        made.remarks.append(
            f"is each a site's short_name or alias? {', '.join(contents.values[:12])}{' ...' if contents.distinct > 12 else ''}"
        )
    if about.kind == "key" and contents.filled and not contents.unique:
        made.confidence = "possible"
        blank = contents.rows - contents.filled
        made.remarks.append(
            f"{contents.distinct:,} different values in {contents.rows:,} records" + (f", {blank:,} of them blank" if blank else "")
        )
    if about.limit and contents.longest > about.limit and about.kind not in ("code", "year"):
        made.remarks.append(f"values of {contents.longest} characters; {about.limit} fit")
    return made


def _day_or_month(dates: Sequence[str]) -> tuple[str, str] | None:
    """The two formats that differ in nothing but which of day and month comes first, where both read the values."""
    swapped = dates[0].replace("%m", "\0").replace("%d", "%m").replace("\0", "%d")
    return (dates[0], swapped) if swapped in dates[1:] else None


def _each_once(known: Sequence[Guess]) -> tuple[dict[str, Guess], list[Guess]]:
    chosen: dict[str, Guess] = {}
    others: list[Guess] = []
    for one in known:
        while one.field in chosen and one.field in _NEXT:
            one.field = _NEXT[one.field]
        if one.field in chosen or one.confidence == "doubtful" or one.field == "password":
            others.append(one)
        else:
            chosen[one.field] = one
    return chosen, others
