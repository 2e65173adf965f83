"""`field_type_<n>` lines: what a column of the feed holds. Only dates matter here."""

import re
from collections.abc import Mapping

from patronctl.properties.follett import dates
from patronctl.properties.follett.java_properties import Entry
from patronctl.properties.follett.reading import Findings

PREFIX = "field_type_"
PLAIN_DATES = ["%m/%d/%Y", "%Y-%m-%d"]
"""How Destiny writes a date, and how the rest of the world does: what a date is when nothing is said."""
_KEY = re.compile(r"field_type_([1-9][0-9]{0,4})")
_DATE = re.compile(r'(?i:date)(?:[\s,:;(]+"?(?P<format>[^"()]+?)"?\s*\)?)?')
_WORD = re.compile(r"[A-Za-z_]*")


def is_type(key: str) -> bool:
    """Whether a key says what a column holds."""
    return bool(_KEY.fullmatch(key))


def read(entries: Mapping[str, Entry], findings: Findings) -> dict[int, str]:
    """The date format of every column that is said to be a date."""
    formats: dict[int, str] = {}
    for key, entry in entries.items():
        if not (number := _KEY.fullmatch(key)):
            continue
        given = entry.value.plain.strip()
        if found := _DATE.fullmatch(given):
            _format(int(number[1]), found["format"], entry, formats, findings)
        elif _WORD.fullmatch(given):
            findings.note(entry, "what the column holds: every column is text here, and a date says so itself")
        else:
            findings.error(entry.value, "the type of the column can't be read", "write DATE,MM/dd/yyyy, or take the line out")
    return formats


def _format(column: int, java: str | None, entry: Entry, formats: dict[int, str], findings: Findings) -> None:
    if java is None:
        findings.note(entry, "a date in Destiny's own format, as every date is when nothing is said")
        return
    try:
        formats[column] = dates.to_strptime(java)
    except ValueError as error:
        findings.error(entry.value, f"the date format can't be taken over: {error}", "write it with yyyy, MM and dd")
