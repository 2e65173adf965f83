"""What happens to the source file after a run that succeeded: leave it, move it to an archive folder, or delete it."""

from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Literal

from patronctl.domain.errors import PatronctlError
from patronctl.domain.model import Model, Text
from patronctl.sources import Source
from patronctl.sources.folder import Entry, Folder


class Archive(Model):
    """Move the file."""

    archive: Text
    """The folder; a relative path counts from the source's folder. Made when missing."""


AfterRun = Literal["leave", "delete"] | Archive


def finish(after_run: AfterRun, source: Source, beside: Path, fetched: Entry, now: datetime) -> str:
    """Do what the job says with the file that was fetched, and say what was done; blank where it is left.

    A file that has changed since it was fetched is left: it is a feed that nobody has loaded yet. The patrons are loaded by
    now, so what fails here is said and raises nothing. `now` names an archived file whose name is taken.
    """
    if after_run == "leave":
        return ""
    try:
        folder = source.open(beside)
        try:
            return _finish(after_run, folder, fetched, now)
        finally:
            folder.close()
    except PatronctlError as problem:
        return f"{problem.message}; it was left where it is. {problem.hint}"


def _finish(after_run: Literal["delete"] | Archive | Literal["leave"], folder: Folder, fetched: Entry, now: datetime) -> str:
    current = folder.look(fetched.name)
    if current != fetched:
        state = "is gone" if current is None else "has changed"
        return f"{fetched.name} {state} since it was fetched; it was left alone."
    if isinstance(after_run, Archive):
        return _archive(after_run.archive, folder, fetched.name, now)
    folder.delete(fetched.name)
    return f"{fetched.name} was deleted from {folder.title}."


def _archive(to_folder: str, folder: Folder, name: str, now: datetime) -> str:
    path = PurePosixPath(name)
    dated = f"{path.stem}-{now:%Y%m%dT%H%M%S}{path.suffix}"
    folder.move(name, to_folder, dated)
    return f"{name} was moved to {to_folder}/{dated}."
