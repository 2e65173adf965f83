"""Propose properties for a feed of which nothing is known, each field with its confidence and reason."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from patronctl.domain.errors import FeedError
from patronctl.domain.fields import BY_NAME, FIELDS
from patronctl.properties import yaml
from patronctl.properties.guesses import Guess, Guesses, guess
from patronctl.properties.sample import DELIMITERS, Sample, examine

_WANTED = {
    "district_id": "district_id: <column>            # patrons are matched by it, and no column is recognized",
    "site": "site: {value: LHS}                # no column is recognized: a constant for a feed of one school, or a column",
    "last_name": "last_name: <column>              # a new patron needs one, and no column is recognized",
    "barcode": "barcode: <column>                # a new patron needs one; {value: autoassign} takes the next free number",
    "patron_type": "patron_type: {value: Student}    # left out, each site's default is used",
}
_NAMES_SOMEBODY = {"district_id", "barcode", "last_name", "first_name"}


def draft(feed: Path, today: datetime.date | None = None, sites: frozenset[str] = frozenset()) -> str:
    """The text of a properties file. `sites` are the short names and aliases that are known.

    Raises FeedError where the feed can't be read or holds no table.
    """
    sample = examine(feed)
    guesses = guess(sample, today or datetime.date.today(), sites)
    _borrow_barcode(guesses)
    _reject_other_tables(sample, guesses)
    return yaml.render(
        _data(sample, guesses),
        heading=[
            f"A draft for {sample.file}, from its first {len(sample.rows) - guesses.header} records.",
            "certain: name and values agree. likely: the name says so. possible: look before you use it.",
        ],
        comments=_comments(sample, guesses),
        closing=[*_closing(guesses), *_sites(guesses, sites)],
    )


def _reject_other_tables(sample: Sample, guesses: Guesses) -> None:
    """A table with neither a number of a person nor a name is about something else; properties of it would not validate.

    Under a header, a column of numbers that only happen to be different is not enough.
    """
    if not any(one.field in _NAMES_SOMEBODY and not (guesses.header and one.confidence == "possible") for one in guesses.chosen.values()):
        columns = [str(column) for column, _ in guesses.unknown] + [str(one.column) for one in guesses.others]
        raise FeedError(
            f"{sample.file} doesn't look like a patron feed: none of its columns is a district ID, a barcode or a name",
            hint=f"Its columns: {', '.join(columns[:12])}{', …' if columns[12:] else ''}. Is it the right file?"
            if guesses.header and columns
            else "Is it the right file?",
        )


def _data(sample: Sample, guesses: Guesses) -> dict[str, Any]:
    data: dict[str, Any] = {"encoding": sample.encoding}
    if sample.delimiter != ",":
        data["delimiter"] = sample.delimiter
    if not guesses.header:
        data["header"] = False
    if sample.skip_rows:
        data["skip_rows"] = sample.skip_rows
    fields = {field.name: _mapping(guesses.chosen[field.name]) for field in FIELDS if field.name in guesses.chosen}
    return data | {"match_on": _match_on(guesses), "fields": fields}


def _mapping(one: Guess) -> Any:
    return {"column": one.column, **one.more} if one.more else one.column


def _match_on(guesses: Guesses) -> str:
    return "barcode_and_site" if "barcode" in guesses.chosen and "district_id" not in guesses.chosen else "district_id"


def _borrow_barcode(guesses: Guesses) -> None:
    """A student number is often the number on the card as well."""
    number = guesses.chosen.get("district_id")
    limit = BY_NAME["barcode"].limit or 0
    if number and "barcode" not in guesses.chosen and 0 < number.contents.longest <= limit:
        guesses.chosen["barcode"] = Guess(
            number.at,
            number.column,
            "barcode",
            "possible",
            "no column of its own: is the student number the one on the card?",
            number.contents,
        )


def _comments(sample: Sample, guesses: Guesses) -> dict[yaml.Place, str]:
    comments: dict[yaml.Place, str] = {("fields", name): _why(one) for name, one in guesses.chosen.items()}
    comments["encoding",] = sample.encoding_known
    comments["delimiter",] = f"{DELIMITERS[sample.delimiter]}: it gives most lines the same number of columns"
    comments["header",] = "the first line doesn't look like names, so columns are given by their position"
    comments["skip_rows",] = "lines before the header, or before the first record"
    comments["match_on",] = _why_match(guesses)
    return comments


def _why_match(guesses: Guesses) -> str:
    if "district_id" in guesses.chosen:
        return "or barcode_and_site"
    return "no district ID is recognized" if "barcode" in guesses.chosen else "to decide: no column that tells patrons apart is recognized"


def _why(one: Guess) -> str:
    return f"{one.confidence}: {'; '.join([one.reason, *one.remarks])}"


def _closing(guesses: Guesses) -> list[str]:
    lines = list(_left(guesses))
    wanted = [text for name, text in (_WANTED | _otherwise(guesses)).items() if name not in guesses.chosen]
    return (["", "To decide:", *(f"  {text}" for text in wanted)] if wanted else []) + (
        ["", "Columns that are not used:", *lines] if lines else []
    )


def _otherwise(guesses: Guesses) -> dict[str, str]:
    """What is to be decided in other words where patrons are matched by their barcode."""
    if _match_on(guesses) == "district_id":
        return {}
    return {"district_id": "district_id: <column>            # no column is recognized; a district with require_district_id asks for it"}


def _sites(guesses: Guesses, known: frozenset[str]) -> list[str]:
    """The sites that the feed speaks of and no district of the workspace has, to copy into district.yaml."""
    chosen = guesses.chosen.get("site")
    missing = sorted(value for value in (chosen.contents.values if chosen else ()) if value not in known)
    if not missing:
        return []
    entries = [f"  - {{short_name: {yaml.scalar(value)}, title: {yaml.scalar('School ' + value)}}}" for value in missing]
    return [
        "",
        f"No district has these sites of {chosen.column if chosen else ''}. For district.yaml, or as aliases of a site there:",
        "sites:",
        *entries,
    ]


def _left(guesses: Guesses) -> Iterator[str]:
    for one in guesses.others:
        secret = "a password is only taken over when somebody writes it here: password: " + yaml.scalar(one.column)
        taken = guesses.chosen.get(one.field)
        instead = (
            f"it looks like {one.field} as well, which is taken from {taken.column}"
            if taken
            else f"it may be {one.field}: {'; '.join([one.reason, *one.remarks])}"
        )
        yield f"  {yaml.scalar(one.column)}: {secret if one.field == 'password' else instead}"
    for column, contents in guesses.unknown:
        looks = ", ".join(sorted(contents.kinds - {"name"})) or "text"
        yield (
            f"  {yaml.scalar(column)}: not recognized ({looks}; {contents.distinct} different values)"
            if contents.filled
            else (f"  {yaml.scalar(column)}: not recognized (blank)")
        )
