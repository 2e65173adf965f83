"""What every kind of source gives: a folder whose files can be listed, brought here, moved and deleted."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from patronctl.domain.progress import Progress

Watch = Callable[[str, Callable[[], str]], None]
"""Called with the title of each step of opening a folder and the step itself, which it has to call."""


def just_do(title: str, step: Callable[[], str]) -> None:  # noqa: ARG001
    """The watch that doesn't look."""
    step()


class Entry(NamedTuple):
    """One name in a folder, as it was when it was looked at. Two looks are equal when nothing has changed."""

    name: str
    kind: Literal["file", "folder", "other"]
    bytes: int
    modified: datetime
    """With a time zone; in the source's own resolution."""


class Folder(Protocol):
    """One folder of a source, open for work. Everything raises FeedError, or TransientError where another try may help."""

    title: str
    """How messages name it: a path, or sftp://user@host/path."""

    def names(self) -> list[str]:
        """Every name in the folder, hidden ones too, in no order."""

    def look(self, name: str) -> Entry | None:
        """What lies under the name now; None where nothing does. FeedError where it leads out of the folder."""

    def head(self, entry: Entry, count: int) -> bytes:
        """The first `count` bytes of a file, fewer where it is shorter."""

    def bring(self, entry: Entry, into: Path, progress: Progress) -> Path:
        """A file on this machine with the entry's bytes: the original itself, or a copy in `into`."""

    def move(self, name: str, to_folder: str, new_name: str) -> None:
        """Move a file into a folder, which is made when missing, without replacing anything there."""

    def delete(self, name: str) -> None:
        """Remove a file."""

    def put(self, path: Path, name: str) -> None:
        """Place a copy of a local file under the name, whole or not at all; what was there is replaced."""

    def close(self) -> None:
        """Let go of connections."""
