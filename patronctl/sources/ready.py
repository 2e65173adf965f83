"""Is the file at the source whole? The sender's trigger, a pause in which nothing may change, the sender's checksum."""

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from patronctl import files
from patronctl.domain.errors import FeedError
from patronctl.domain.feed_gate import Gates, check, let_pass
from patronctl.domain.progress import Quiet
from patronctl.domain.run_record import Check
from patronctl.sources.folder import Entry, Folder

_LARGEST_CHECKSUM_FILE = 4096

sleep: Callable[[float], None] = time.sleep
"""The one place that waits; tests put a clock of their own here."""


def before_download(folder: Folder, entry: Entry, gates: Gates, allowed: Sequence[str] = ()) -> list[Check]:
    """The gates on the file as it lies there; `allowed` are let pass by name. Raises GateError before a byte is read."""
    checks = [_size(entry, gates)] if gates.min_bytes > 1 else []
    if gates.trigger_file:
        checks.append(_trigger(folder, gates.trigger_file.replace("{file}", entry.name)))
    checks = let_pass(checks, allowed)
    if gates.stable_for_seconds:
        checks.append(_stable(folder, entry, gates.stable_for_seconds))
    return let_pass(checks, allowed)


def checksum(folder: Folder, entry: Entry, gates: Gates, into: Path, sha256: str, allowed: Sequence[str] = ()) -> list[Check]:
    """Compare the SHA-256 of the bytes that came with the sender's. Raises GateError where they differ."""
    if not gates.checksum_file:
        return []
    name = gates.checksum_file.replace("{file}", entry.name)
    said = _said(folder, name, into)
    return let_pass([check("checksum_file", f"SHA-256 {sha256[:12]}…", f"{said[:12]}…, as {name} says", said == sha256)], allowed)


def _size(entry: Entry, gates: Gates) -> Check:
    # An empty file has an error of its own, which says more than this.
    return check("min_bytes", f"{entry.bytes:,} bytes", f"{gates.min_bytes:,} bytes", entry.bytes >= gates.min_bytes or entry.bytes == 0)


def _trigger(folder: Folder, name: str) -> Check:
    there = folder.look(name) is not None
    return check("trigger_file", f"{name} is there" if there else f"{name} is not there", "is there", there)


def _stable(folder: Folder, entry: Entry, seconds: int) -> Check:
    sleep(seconds)
    now = folder.look(entry.name)
    observed = "unchanged" if now == entry else f"{now.bytes - entry.bytes:+,} bytes" if now else "gone"
    return check("stable_for", f"{observed} in {seconds} s", "unchanged", now == entry)


def _said(folder: Folder, name: str, into: Path) -> str:
    entry = folder.look(name)
    if entry is None or entry.kind != "file" or entry.bytes > _LARGEST_CHECKSUM_FILE:
        raise FeedError(
            f"There is no checksum file {name} in {folder.title}",
            hint="The sender has not finished, or does not write it any more; gates.checksum_file asks for it.",
            code="checksum_missing",
        )
    copy = folder.bring(entry, into, Quiet())
    found = re.search(rb"\b[0-9a-fA-F]{64}\b", copy.read_bytes()[:_LARGEST_CHECKSUM_FILE])
    if copy.parent == into:
        files.remove(copy)
    if not found:
        raise FeedError(f"{name} holds no SHA-256", hint="Have the sender write what `sha256sum FILE` prints.", code="checksum_missing")
    return found.group().decode().lower()
