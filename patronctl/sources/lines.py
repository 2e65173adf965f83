"""The lines of a feed: how the last one ends, and a copy of some of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from patronctl import files

CHUNK = 1 << 20


@dataclass(frozen=True)
class End:
    """How a feed ends: whether its last line has an end, and how many blank lines come last."""

    ended: bool
    blank_lines: int


def end_of(feed: Path) -> End:
    """Look at the end of a feed that isn't empty."""
    with feed.open("rb") as file:
        file.seek(max(0, feed.stat().st_size - CHUNK))
        tail = file.read()
    blank = tail[len(tail.rstrip(b"\r\n")) :].count(b"\n") - 1
    return End(tail.endswith(b"\n"), max(0, blank))


def picked(feed: Path, wanted: Sequence[int]) -> Iterator[bytes]:
    """Some lines, byte for byte. `wanted` are numbers of lines, counted from 1, in rising order."""
    with feed.open("rb", buffering=CHUNK) as lines:
        before = 0
        for number in wanted:
            yield from islice(lines, number - before - 1, number - before)
            before = number


def pick(feed: Path, wanted: Sequence[int], into: Path) -> None:
    """Copy some lines, byte for byte. `wanted` are numbers of lines, counted from 1, in rising order."""
    with files.create(into) as out:
        out.writelines(picked(feed, wanted))
