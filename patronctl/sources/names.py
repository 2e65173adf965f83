"""File names: plain ones, patterns and dates, and which file of a folder is meant."""

import difflib
import re
from datetime import date, datetime
from fnmatch import translate
from typing import Annotated

from pydantic import AfterValidator

from patronctl.domain.errors import FeedError
from patronctl.domain.model import Text
from patronctl.sources.folder import Entry, Folder

_DIRECTIVES = {"Y": r"\d{4}", "y": r"\d{2}", "m": r"\d{2}", "d": r"\d{2}", "H": r"\d{2}", "M": r"\d{2}", "S": r"\d{2}", "j": r"\d{3}"}
_DATE = re.compile(r"\{date:([^{}]+)\}")


def _plain(name: str) -> str:
    if "/" in _DATE.sub("", name) or "\\" in name or "\0" in name or name in {".", ".."}:
        raise ValueError("give a file name without a path; the path belongs in `folder`")
    rest = _DATE.sub("", name, count=1)
    if "{" in rest or "}" in rest:
        raise ValueError("the only part in braces is one date, such as {date:%Y%m%d}")
    for written in _DATE.findall(name):
        unknown = [part for part in re.findall("%(.)", written) if part not in _DIRECTIVES]
        if "/" in written or unknown or not {"Y", "y"} & set(re.findall("%(.)", written)):
            raise ValueError(f"a date is made of %Y or %y, and {', '.join('%' + part for part in _DIRECTIVES if part not in 'Yy')}")
    return name


FileName = Annotated[Text, AfterValidator(_plain)]
"""A name in a folder, never a path. `*` and `?` make it a pattern, `{date:%Y%m%d}` stands for a date."""


def choose(folder: Folder, file: str, today: date | None = None) -> Entry:
    """The entry that a source's `file` means: the name itself, of a pattern the file that was modified last (by name where two
    are equal), of a date the latest that is not after `today`.

    Raises FeedError (feed_missing, feed_not_a_file), with the nearest name that is there.
    """
    if _DATE.search(file):
        return _latest_dated(folder, file, today)
    if "*" in file or "?" in file:
        return _newest(folder, file)
    found = folder.look(file)
    if found is None:
        raise FeedError(f"There is no file {file} in {folder.title}", hint=_near_miss(file, folder.names()), code="feed_missing")
    if found.kind != "file":
        what = "a folder" if found.kind == "folder" else "neither a file nor a folder"
        raise FeedError(
            f"{file} in {folder.title} is {what}, not a file", hint="Name the CSV file itself in source.file.", code="feed_not_a_file"
        )
    return found


def _newest(folder: Folder, pattern: str) -> Entry:
    fits = re.compile(translate(pattern.replace("[", "[[]")))
    names = folder.names()
    entries = [folder.look(name) for name in names if fits.match(name) and not name.startswith(".")]
    files = [entry for entry in entries if entry and entry.kind == "file"]
    if not files:
        raise _no_match(folder, pattern, names)
    return max(files, key=lambda entry: (entry.modified, entry.name))


def _latest_dated(folder: Folder, file: str, today: date | None) -> Entry:
    names = folder.names()
    dated = sorted(
        ((when, name) for name in names if (when := _date_in(name, file)) and (today is None or when.date() <= today)), reverse=True
    )
    for _, name in dated:
        if (entry := folder.look(name)) and entry.kind == "file":
            return entry
    raise _no_match(folder, file, names)


def _date_in(name: str, file: str) -> datetime | None:
    """The date that a name has where `file` has its date; None where the name doesn't fit."""
    before, written, after = _DATE.split(file, maxsplit=1)
    digits = re.sub("%(.)", lambda part: _DIRECTIVES[part[1]], re.escape(written))
    found = re.fullmatch(f"{_glob(before)}({digits}){_glob(after)}", name)
    try:
        return datetime.strptime(found[1], written) if found else None
    except ValueError:
        return None


def _glob(text: str) -> str:
    return re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")


def _no_match(folder: Folder, pattern: str, names: list[str]) -> FeedError:
    return FeedError(f"No file in {folder.title} fits {pattern}", hint=_contents(names), code="feed_missing")


def _near_miss(wanted: str, names: list[str]) -> str:
    same_but_case = [name for name in names if name.casefold() == wanted.casefold()]
    if same_but_case:
        return f"There is {same_but_case[0]}: names are case-sensitive."
    close = difflib.get_close_matches(wanted.casefold(), [name.casefold() for name in names], n=1, cutoff=0.7)
    if close:
        return f"Did you mean {next(name for name in names if name.casefold() == close[0])}?"
    return _contents(names)


def _contents(names: list[str]) -> str:
    files = sorted(name for name in names if not name.startswith("."))
    return f"The folder has {', '.join(files[:3])}{' and more' if len(files) > 3 else ''}." if files else "The folder is empty."
