"""Fetch: the feed is copied once into the run's own folder, so that everything after reads one file that can't change."""

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from patronctl import files
from patronctl.domain.errors import FeedError
from patronctl.domain.feed_gate import Gates
from patronctl.domain.progress import Progress, Quiet
from patronctl.domain.run_record import Check, SourceFacts
from patronctl.domain.text import as_text
from patronctl.sources import Source
from patronctl.sources.encodings import Transcoder
from patronctl.sources.folder import Entry, Folder
from patronctl.sources.names import choose
from patronctl.sources.ready import before_download, checksum
from patronctl.sources.signs import refuse_what_is_no_csv
from patronctl.sources.unpack import is_packed, unpacked

CHUNK = 1 << 20
QUIET, NO_GATES = Quiet(), Gates()


@dataclass(frozen=True)
class Fetched:
    """A feed, here and in UTF-8.

    `feed` has no byte order mark and is read-only; line ends are as they were. `facts` describe the original bytes.
    `newlines` counts the line feeds in `feed`. `origin` is what was seen at the source, for `after_run`.
    `whole` is false where it is only the beginning. `also_utf8`: see Transcoder.
    `notes` are worth saying in the summary; `checks` are the gates that were passed at the source.
    """

    feed: Path
    facts: SourceFacts
    newlines: int
    origin: Entry
    also_utf8: bool = False
    notes: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    whole: bool = True


def fetch(
    source: Source,
    into: Path,
    *,
    beside: Path,
    encoding: str,
    progress: Progress = QUIET,
    gates: Gates = NO_GATES,
    allowed: Sequence[str] = (),
    today: date | None = None,
) -> Fetched:
    """Copy the source's file to `into`/feed.csv as UTF-8, unpacked, in one pass over its bytes.

    A relative source folder counts from `beside`. `today` is the latest date of a name with a date, `allowed` are gates that
    are let pass by name. `progress` is told of the bytes. Raises FeedError for a source or file that can't be used,
    TransientError where trying again later may help, and GateError for a file that is not ready.
    """
    folder = source.open(beside)
    try:
        entry = choose(folder, source.file, today)
        progress.step_started("fetch", entry.bytes, "bytes")
        ready = before_download(folder, entry, gates, allowed)
        fetched = _copied(folder, entry, into, encoding, progress, gates)
        _refuse_changed(folder, entry)
        ready += checksum(folder, entry, gates, into, fetched.facts.sha256, allowed)
    except BaseException:
        # What can't be used is not kept: it holds people's data.
        for name in ("feed.csv", "download", "download.part"):
            files.remove(into / name)
        raise
    finally:
        folder.close()
    return replace(fetched, checks=tuple(ready))


def _copied(folder: Folder, entry: Entry, into: Path, encoding: str, progress: Progress, gates: Gates) -> Fetched:
    original = folder.bring(entry, into, progress)
    is_copy = original.parent == into
    fetched = _transcode(original, entry, into / "feed.csv", encoding, QUIET if is_copy else progress, gates)
    if is_copy:
        files.remove(original)
    return fetched


def _transcode(original: Path, entry: Entry, feed: Path, encoding: str, progress: Progress, gates: Gates) -> Fetched:
    transcoder = Transcoder(encoding, entry.name)
    packed = is_packed(entry.name)
    digest = hashlib.sha256()
    chunks = _hashed(original, digest, progress)
    if packed:
        deque(chunks, maxlen=0)
        chunks = unpacked(original, entry.name, gates, CHUNK)
    with files.create(feed, mode=0o400) as out:
        for number, chunk in enumerate(chunks):
            if number == 0:
                refuse_what_is_no_csv(chunk, entry.name)
            out.write(transcoder.take(chunk))
        out.write(transcoder.take(b"", final=True))
    _refuse_empty(feed, entry.name)
    facts = SourceFacts(
        file=as_text(entry.name), bytes=original.stat().st_size, sha256=digest.hexdigest(), modified=entry.modified, encoding=encoding
    )
    return Fetched(feed, facts, transcoder.newlines, entry, transcoder.also_utf8, tuple(transcoder.notes))


def _hashed(path: Path, digest: "hashlib._Hash", progress: Progress) -> Iterator[bytes]:
    """The file's bytes. Hashing lets go of the interpreter, so a second thread does it while this one decodes."""
    with path.open("rb", buffering=0) as file, ThreadPoolExecutor(1) as beside:
        hashed = beside.submit(digest.update, b"")
        while chunk := file.read(CHUNK):
            hashed.result()
            hashed = beside.submit(digest.update, chunk)
            yield chunk
            progress.advanced(len(chunk))


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
