"""File names: plain ones, and which file of a folder is meant."""

import difflib
from typing import Annotated

from pydantic import AfterValidator

from patronctl.domain.errors import FeedError
from patronctl.domain.model import Text
from patronctl.sources.folder import Entry, Folder


def _plain(name: str) -> str:
    if "/" in name or "\\" in name or "\0" in name or name in {".", ".."}:
        raise ValueError("give a file name without a path; the path belongs in `folder`")
    return name


FileName = Annotated[Text, AfterValidator(_plain)]
"""A name in a folder, never a path."""


def choose(folder: Folder, file: str) -> Entry:
    """The entry that a source's `file` means.

    Raises FeedError (feed_missing, feed_not_a_file), with the nearest name that is there.
    """
    found = folder.look(file)
    if found is None:
        raise FeedError(f"There is no file {file} in {folder.title}", hint=_near_miss(file, folder.names()), code="feed_missing")
    if found.kind != "file":
        what = "a folder" if found.kind == "folder" else "neither a file nor a folder"
        raise FeedError(
            f"{file} in {folder.title} is {what}, not a file", hint="Name the CSV file itself in source.file.", code="feed_not_a_file"
        )
    return found


def _near_miss(wanted: str, names: list[str]) -> str:
    same_but_case = [name for name in names if name.casefold() == wanted.casefold()]
    if same_but_case:
        return f"There is {same_but_case[0]}: names are case-sensitive."
    close = difflib.get_close_matches(wanted.casefold(), [name.casefold() for name in names], n=1, cutoff=0.7)
    if close:
        return f"Did you mean {next(name for name in names if name.casefold() == close[0])}?"
    files = sorted(name for name in names if not name.startswith("."))
    return f"The folder has {', '.join(files[:3])}{' and more' if len(files) > 3 else ''}." if files else "The folder is empty."
