"""Where things lie: the workspace in git, the state on the server."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from patronctl.files import private_folder, write_atomically
from patronctl.locks import one_at_a_time

__all__ = ["Places", "default_state", "one_at_a_time", "private_folder", "privately", "real", "write_atomically"]


DEFAULT_STATE = Path("/var/lib/patronctl")
"""Where root, and the services of the system, keep the state."""


class Places(NamedTuple):
    """`workspace` holds jobs/; `state` holds a private folder per district."""

    workspace: Path
    state: Path

    @classmethod
    def of(cls, workspace: Path | None = None, state: Path | None = None) -> "Places":
        """From the command line, else the environment, else the defaults: the folder around us that holds jobs/, and `default_state`."""
        workspace = workspace or Path(os.environ.get("PATRONCTL_WORKSPACE") or around(Path.cwd()))
        state = state or Path(os.environ.get("PATRONCTL_STATE") or default_state())
        return cls(real(workspace), real(state))

    @property
    def jobs(self) -> Path:
        """The folder of districts."""
        return self.workspace / "jobs"

    def district(self, name: str) -> Path:
        """A district's folder in the state."""
        return self.state / "districts" / name

    def store(self, district: str) -> Path:
        """A district's patron store."""
        return self.district(district) / "store.duckdb"

    def runs(self, district: str) -> Path:
        """A folder per run: run.json, entries.parquet, quarantine.csv."""
        return self.district(district) / "runs"


def real(path: Path) -> Path:
    """The absolute path with its links followed. A link that leads back to itself stays as it is: opening it says what is wrong."""
    return Path(os.path.realpath(path))


def around(here: Path) -> Path:
    """The workspace that a folder lies in: the nearest one upward whose jobs/ holds a district. The folder itself where there is none.

    A jobs/ of somebody else's is passed by, such as one that anybody could put into /tmp.
    """
    trusted = {0, os.geteuid(), here.stat().st_uid}
    for folder in (here, *here.parents):
        with suppress(OSError):
            jobs = folder / "jobs"
            if jobs.is_dir() and jobs.stat().st_uid in trusted and (folder == here or any(jobs.glob("*/district.yaml"))):
                return folder
    return here


def require_regular(path: Path) -> None:
    """Raises OSError for what is not a regular file or a link to one: a pipe would keep its reader waiting forever."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))


def default_state() -> Path:
    """Where the state lies when nobody says so: /var/lib for root, the XDG state folder otherwise."""
    if os.geteuid() == 0:
        return DEFAULT_STATE
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "patronctl"


@contextmanager
def privately() -> Iterator[None]:
    """Whatever is made meanwhile, by us or by DuckDB, is its owner's alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
