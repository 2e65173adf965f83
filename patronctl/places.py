"""Where things lie: the workspace in git, the state on the server."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Places(NamedTuple):
    """`workspace` holds jobs/; `state` holds a private folder per district."""

    workspace: Path
    state: Path

    @classmethod
    def of(cls, workspace: Path | None = None, state: Path | None = None) -> "Places":
        """From the command line, else the environment, else the defaults."""
        workspace = workspace or Path(os.environ.get("PATRONCTL_WORKSPACE") or ".")
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


def default_state() -> Path:
    """Where the state lies when nobody says so: /var/lib for root, the XDG state folder otherwise."""
    if os.geteuid() == 0:
        return Path("/var/lib/patronctl")
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "patronctl"


def private_folder(path: Path) -> Path:
    """Make a folder, and those above it that are missing, that only the owner can enter."""
    for folder in [*reversed(path.parents), path]:
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    return path


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Wait for whoever else is in here, and keep others out. The file is only there to be locked."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def privately() -> Iterator[None]:
    """Whatever is made meanwhile, by us or by DuckDB, is its owner's alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def write_atomically(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Write a whole file or none of it: a reader sees the old text or the new one, also after a crash."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
