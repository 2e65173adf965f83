"""A store's health and its restoring, as text."""

from patronctl.domain.store_report import Restored, StoreFile, StoreReport
from patronctl.domain.words import people


def report(found: StoreReport) -> str:
    """The store, its copy, and what to do."""
    lines = [f"Store of {found.district}: {_about(found.store)}", f"Copy of the last good run: {_about(found.good_copy)}"]
    return "\n".join([*lines, *([found.hint] if found.hint else [])])


def restored(done: Restored) -> str:
    """What is in the store now, what was set aside, and which runs are to be made up for."""
    lines = [f"The store of {done.district} is restored: {_about(done.store)}"]
    lines += [f"Set aside: {path}" for path in done.set_aside]
    if done.runs_lost:
        lines.append(f"Loaded by these runs and not in the copy: {', '.join(done.runs_lost)}")
    return "\n".join([*lines, "Run the district's jobs with --full to bring it up to date."])


def _about(file: StoreFile) -> str:
    if file.state == "missing":
        return "there is none"
    held = f", {people(file.patrons)}, last loaded by {file.last_run or 'nobody'}" if file.patrons is not None else ""
    return f"{file.state}, {file.bytes:,} bytes, written {file.written:%Y-%m-%d %H:%M} UTC{held}{f' ({file.says})' if file.says else ''}"
