"""The lines of a feed: which one a byte stands on, and files that end them now one way and now the other."""

import os
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from patronctl import files

CHUNK = 1 << 20


def numbers(feed: Path, places: Sequence[int]) -> list[int]:
    """The line, counted from 1, of each place. `places` are offsets in bytes, in rising order."""
    found: list[int] = []
    line, offset = 1, 0
    with feed.open("rb") as file:
        for place in places:
            while offset < place and (chunk := file.read(min(CHUNK, place - offset))):
                line += chunk.count(b"\n")
                offset += len(chunk)
            found.append(line)
    return found


def ends_with_newline(feed: Path) -> bool:
    """Whether the last line has an end."""
    with feed.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"


def pick(feed: Path, wanted: Sequence[int], into: Path) -> None:
    """Copy some lines, byte for byte. `wanted` are numbers of lines, counted from 1, in rising order."""
    with feed.open("rb", buffering=CHUNK) as lines, files.create(into) as out:
        before = 0
        for number in wanted:
            out.writelines(islice(lines, number - before - 1, number - before))
            before = number


def unify(feed: Path) -> bool:
    """Make every line of the feed end with a bare line feed, memory flat; false where every line did already."""
    unified = feed.with_suffix(".unified")
    changed = False
    with feed.open("rb") as before, files.create(unified, mode=0o400) as after:
        held = b""
        while chunk := held + before.read(CHUNK):
            # A line end may lie across two chunks.
            chunk, held = (chunk[:-1], b"\r") if chunk.endswith(b"\r") and chunk != b"\r" else (chunk, b"")
            changed = changed or b"\r\n" in chunk
            after.write(chunk.replace(b"\r\n", b"\n"))
    files.rename(unified, feed)
    return changed
