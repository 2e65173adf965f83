"""Fetch: the feed is copied once into the run's own folder, so that everything after reads one file that can't change."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from patronctl.domain.errors import FeedError
from patronctl.domain.progress import Progress, Quiet
from patronctl.domain.run_record import SourceFacts
from patronctl.sources import Source
from patronctl.sources.encodings import Transcoder
from patronctl.sources.folder import Entry, Folder
from patronctl.sources.names import choose
from patronctl.sources.signs import refuse_what_is_no_csv

CHUNK = 1 << 20
QUIET = Quiet()


@dataclass(frozen=True)
class Fetched:
    """A feed, here and in UTF-8.

    `feed` has no byte order mark and is read-only; line ends are as they were. `facts` describe the original bytes.
    `newlines` counts the line feeds in `feed`. `origin` is what was seen at the source, for `after_run`.
    `also_utf8`: see Transcoder. `notes` are worth saying in the summary.
    """

    feed: Path
    facts: SourceFacts
    newlines: int
    origin: Entry
    also_utf8: bool = False
    notes: tuple[str, ...] = ()


def fetch(source: Source, into: Path, *, beside: Path, encoding: str, progress: Progress = QUIET) -> Fetched:
    """Copy the source's file to `into`/feed.csv as UTF-8, in one pass over its bytes.

    A relative source folder counts from `beside`. `progress` is told of the bytes.
    Raises FeedError for a source or file that can't be used, TransientError where trying again later may help.
    """
    folder = source.open(beside)
    try:
        entry = choose(folder, source.file)
        original = folder.bring(entry, into, progress)
        is_copy = original.parent == into
        fetched = _transcode(original, entry, into / "feed.csv", encoding, QUIET if is_copy else progress)
        if is_copy:
            original.unlink()
        _refuse_changed(folder, entry)
    finally:
        folder.close()
    return fetched


def _transcode(original: Path, entry: Entry, feed: Path, encoding: str, progress: Progress) -> Fetched:
    digest, transcoder, size = hashlib.sha256(), Transcoder(encoding, entry.name), 0
    # Hashing lets go of the interpreter, so a second thread does it while this one decodes.
    with feed.open("xb") as out, ThreadPoolExecutor(1) as beside:
        hashed = beside.submit(digest.update, b"")
        for chunk in _chunks(original):
            if size == 0:
                refuse_what_is_no_csv(chunk, entry.name)
            hashed.result()
            hashed = beside.submit(digest.update, chunk)
            size += len(chunk)
            out.write(transcoder.take(chunk))
            progress.advanced(len(chunk))
        out.write(transcoder.take(b"", final=True))
    _refuse_empty(feed, entry.name)
    feed.chmod(0o400)
    facts = SourceFacts(file=entry.name, bytes=size, sha256=digest.hexdigest(), modified=entry.modified, encoding=encoding)
    return Fetched(feed, facts, transcoder.newlines, entry, transcoder.also_utf8, tuple(transcoder.notes))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _refuse_empty(feed: Path, name: str) -> None:
    with feed.open("rb") as file:
        if not file.read(CHUNK).strip():
            raise FeedError(f"{name} is empty", hint="See whether the export failed; nothing was changed.", code="feed_empty")


def _refuse_changed(folder: Folder, before: Entry) -> None:
    now = folder.look(before.name)
    if now == before:
        return
    what = "changed"
    if now is None:
        what = "disappeared"
    elif now.bytes != before.bytes:
        what = f"changed from {before.bytes:,} to {now.bytes:,} bytes"
    raise FeedError(
        f"{before.name} {what} while it was read",
        hint="The sender was still writing it. Run the job later, or have the sender write under another name and rename at the end.",
        code="feed_growing",
    )
