"""The beginning of a feed, for a look at it: fetched, unpacked and transcoded as the whole would be, and nothing else."""

import hashlib
from pathlib import Path

from patronctl import files
from patronctl.domain.errors import FeedError
from patronctl.domain.feed_gate import Gates
from patronctl.domain.progress import Quiet
from patronctl.domain.run_record import SourceFacts
from patronctl.domain.text import as_text
from patronctl.sources.encodings import Transcoder
from patronctl.sources.fetch import Fetched
from patronctl.sources.folder import Entry, Folder
from patronctl.sources.signs import refuse_what_is_no_csv
from patronctl.sources.unpack import is_packed, unpacked

HEAD = 256 * 1024
"""Bytes that are looked at."""


def sample(folder: Folder, entry: Entry, into: Path, encoding: str, gates: Gates) -> Fetched:
    """The whole lines at the beginning of a file as `into`/feed.csv. Raises FeedError as `fetch` does, as far as it looks.

    The facts' SHA-256 is of the bytes that were looked at. A compressed file is brought here whole.
    """
    raw = _unpacked_head(folder, entry, into, gates) if is_packed(entry.name) else folder.head(entry, HEAD)
    refuse_what_is_no_csv(raw, entry.name)
    transcoder = Transcoder(encoding, entry.name)
    text = transcoder.take(raw, final=len(raw) < HEAD)
    if not text.strip():
        raise FeedError(f"{entry.name} is empty", hint="See whether the export failed.", code="feed_empty")
    whole_lines = text if len(raw) < HEAD else text[: text.rfind(b"\n") + 1]
    feed = into / "feed.csv"
    files.write_atomically(feed, whole_lines)
    facts = SourceFacts(
        file=as_text(entry.name), bytes=entry.bytes, sha256=hashlib.sha256(raw).hexdigest(), modified=entry.modified, encoding=encoding
    )
    return Fetched(feed, facts, whole_lines.count(b"\n"), entry, transcoder.also_utf8, tuple(transcoder.notes), whole=len(raw) < HEAD)


def _unpacked_head(folder: Folder, entry: Entry, into: Path, gates: Gates) -> bytes:
    path = folder.bring(entry, into, Quiet())
    return next(unpacked(path, entry.name, gates, HEAD), b"")
