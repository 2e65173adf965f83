"""A feed in a folder of this machine."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from patronctl import files, places
from patronctl.domain.errors import FeedError
from patronctl.domain.model import Model, Text
from patronctl.domain.progress import Progress, Quiet
from patronctl.sources.folder import Entry, Watch, just_do
from patronctl.sources.names import FileName


class DirectorySource(Model):
    """A folder and a file name in it. Names are case-sensitive."""

    type: Literal["directory"]
    folder: Text
    """The folder. A relative path counts from the file that names it."""
    file: FileName
    """The file's name."""

    def open(self, beside: Path, watch: Watch = just_do) -> "LocalFolder":
        """The folder, counted from `beside`. Raises FeedError where it is missing, no folder, or closed to us."""
        opened: list[LocalFolder] = []

        def enter() -> str:
            opened.append(LocalFolder(beside / self.folder))
            return opened[0].title

        watch("folder", enter)
        return opened[0]


class LocalFolder:
    """One folder of this machine."""

    def __init__(self, path: Path) -> None:
        self.path = _existing_folder(path)
        self.title = str(self.path)

    def names(self) -> list[str]:
        """Every name in the folder."""
        try:
            return [entry.name for entry in os.scandir(self.path)]
        except OSError as problem:
            raise _unreadable("folder", self.title, problem) from None

    def look(self, name: str) -> Entry | None:
        """What lies under the name; a link may not lead out of the folder."""
        path = self.path / name
        try:
            real = Path(os.path.realpath(path, strict=True))
            facts = real.stat()
        except FileNotFoundError:
            if path.is_symlink():
                raise FeedError(
                    f"{path} is a link to a file that does not exist", hint="Repair or remove the link.", code="feed_missing"
                ) from None
            return None
        except OSError as problem:
            raise _unreadable("file", str(path), problem) from None
        if not real.is_relative_to(self.path):
            raise FeedError(
                f"{path} is a link that leads out of the folder",
                hint="Put the file itself into the folder, or name the folder where it really lies.",
                code="feed_outside_folder",
            )
        kind: Literal["file", "folder", "other"] = "other"
        if stat.S_ISREG(facts.st_mode):
            kind = "file"
        elif stat.S_ISDIR(facts.st_mode):
            kind = "folder"
        return Entry(name, kind, facts.st_size, _when(facts.st_mtime_ns))

    def head(self, entry: Entry, count: int) -> bytes:
        """The first bytes of a file."""
        with self.bring(entry, self.path, Quiet()).open("rb") as file:
            return file.read(count)

    def bring(self, entry: Entry, into: Path, progress: Progress) -> Path:  # noqa: ARG002
        """The original itself: it is copied while it is transcoded, so that it is read once."""
        path = places.real(self.path / entry.name)
        if not os.access(path, os.R_OK):
            raise _unreadable("file", str(path), PermissionError(13, "Permission denied"))
        return path

    def move(self, name: str, to_folder: str, new_name: str) -> None:
        """Move a file; a relative folder counts from this one."""
        # An absolute folder is the administrator's word; within this one anybody who sends files may have put a link.
        target = places.real(Path(to_folder)) if Path(to_folder).is_absolute() else Path(os.path.normpath(self.path / to_folder))
        try:
            files.make_folders(target)
            files.move_without_replacing(self.path / name, target / new_name)
        except OSError as problem:
            raise FeedError(
                f"{self.path / name} can't be moved to {target}: {problem.strerror}",
                hint="Both folders must be writable for the account that runs patronctl.",
                code="after_run_failed",
            ) from None

    def delete(self, name: str) -> None:
        """Remove a file."""
        try:
            files.remove(self.path / name)
        except OSError as problem:
            raise FeedError(
                f"{self.path / name} can't be deleted: {problem.strerror}",
                hint="The account that runs patronctl needs to be allowed to write to the folder.",
                code="after_run_failed",
            ) from None

    def put(self, path: Path, name: str) -> None:
        """Write beside the name, then rename: a reader sees the old file or the new one."""
        try:
            files.copy_atomically(path, self.path / name, mode=0o640)
        except OSError as problem:
            raise FeedError(
                f"{self.path / name} can't be written: {problem.strerror}",
                hint="The account that runs patronctl needs to be allowed to write to the folder.",
                code="target_unwritable",
            ) from None

    def close(self) -> None:
        """Nothing is held."""


def _existing_folder(path: Path) -> Path:
    try:
        real = Path(os.path.realpath(path, strict=True))
        is_folder = real.is_dir()
    except FileNotFoundError:
        nearest = next(parent for parent in places.real(path).parents if parent.exists())
        raise FeedError(
            f"The folder {places.real(path)} does not exist",
            hint=f"{nearest} does. Correct source.folder; a relative path counts from the file that names it.",
            code="folder_missing",
        ) from None
    except OSError as problem:
        raise _unreadable("folder", str(path), problem) from None
    if not is_folder:
        raise FeedError(
            f"{real} is a file, not a folder", hint="Give the folder in source.folder and the name in source.file.", code="folder_missing"
        )
    return real


def _unreadable(what: str, path: str, problem: OSError) -> FeedError:
    return FeedError(
        f"The {what} {path} can't be read: {problem.strerror}",
        hint="The account that runs patronctl needs to be allowed to read the file and to enter every folder above it.",
        code="feed_unreadable",
    )


def _when(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC)
