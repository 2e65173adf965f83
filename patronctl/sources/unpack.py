"""Compressed feeds: .gz, and .zip with one CSV in it. Nothing is unpacked to a name of the archive's choosing."""

import gzip
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol

from patronctl.domain.errors import FeedError
from patronctl.domain.feed_gate import Gates

_SMALL = 16 << 20
"""Bytes below which a high ratio is no danger."""


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def is_packed(name: str) -> bool:
    """Whether the name says that the file is compressed."""
    return name.casefold().endswith((".gz", ".zip"))


def unpacked(path: Path, name: str, gates: Gates, chunk: int) -> Iterator[bytes]:
    """The bytes of the CSV in a compressed file, in pieces of at most `chunk`.

    Raises FeedError: archive_damaged, archive_content when there isn't exactly one CSV in it, archive_too_large when it grows
    beyond what `gates` allows.
    """
    try:
        if name.casefold().endswith(".zip"):
            with zipfile.ZipFile(path) as archive, archive.open(_only_csv(archive, name)) as file:
                yield from _limited(file, path, name, gates, chunk)
        else:
            with gzip.open(path) as file:
                yield from _limited(file, path, name, gates, chunk)
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error, lzma.LZMAError, NotImplementedError) as problem:
        raise FeedError(
            f"{name} can't be unpacked: {problem}", hint="It was damaged or cut off on its way; have it sent again.", code="archive_damaged"
        ) from None


def _only_csv(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not member.is_dir() and not _is_of_the_desktop(member.filename)]
    paths = [PurePosixPath(member.filename.replace("\\", "/")) for member in members]
    strange = any(path.is_absolute() or ".." in path.parts for path in paths)
    found = [member for member in members if member.filename.casefold().endswith((".csv", ".txt"))]
    if strange or len(found) != 1 or len(members) > 1:
        listed = ", ".join(member.filename for member in members[:5]) or "nothing"
        raise FeedError(f"{name} should hold one CSV file and holds {listed}", hint="Pack the one CSV file alone.", code="archive_content")
    if found[0].flag_bits & 1:
        raise FeedError(
            f"{name} is encrypted", hint="Send it unencrypted over SFTP, which encrypts what it carries.", code="archive_content"
        )
    return found[0]


_DESKTOP = frozenset(
    ("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "$recycle.bin", "__macosx", "@eadir", "system volume information")
)


def _is_of_the_desktop(name: str) -> bool:
    """What a Mac, Windows or a file server leaves in folders of its own accord; hidden files are never a feed."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return ".." not in parts and any(part.casefold() in _DESKTOP or part.startswith(".") for part in parts)


def _limited(file: _Readable, path: Path, name: str, gates: Gates, chunk: int) -> Iterator[bytes]:
    total, packed = 0, path.stat().st_size
    while piece := file.read(chunk):
        total += len(piece)
        if total > gates.max_unpacked_bytes or (total > _SMALL and total > packed * gates.max_unpacked_ratio):
            limit = f"gates.max_unpacked_bytes ({gates.max_unpacked_bytes:,})"
            ratio = f"gates.max_unpacked_ratio ({gates.max_unpacked_ratio} times {packed:,} bytes)"
            raise FeedError(
                f"{name} unpacks to more than {limit if total > gates.max_unpacked_bytes else ratio}",
                hint="It may be built to fill the disk. If the feed is right, raise the limit in the job.",
                code="archive_too_large",
            )
        yield piece
