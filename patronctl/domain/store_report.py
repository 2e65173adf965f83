"""What `patronctl store check` and `patronctl store restore` found and did."""

from datetime import datetime
from typing import Literal

from patronctl.domain.model import Output


class StoreFile(Output):
    """One store, or a copy of one. `written` is when its file was last changed; `last_run` the run that loaded last."""

    path: str
    state: Literal["sound", "damaged", "newer", "missing", "unreadable"]
    written: datetime | None = None
    bytes: int = 0
    patrons: int | None = None
    last_run: str | None = None
    says: str = ""
    """What is wrong with it, as the administrator reads it."""


class StoreReport(Output):
    """A district's store, and the copy of its last good run."""

    format_version: Literal[1] = 1
    district: str
    store: StoreFile
    good_copy: StoreFile
    hint: str = ""


class Restored(Output):
    """A copy in the place of a store."""

    format_version: Literal[1] = 1
    district: str
    store: StoreFile
    set_aside: list[str]
    """Where the files lie that were the store before."""
    runs_lost: list[str]
    """Runs whose changes are not in the store any more, newest first."""
