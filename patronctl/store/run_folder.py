"""The folders that runs leave behind, `<state>/districts/<district>/runs/<run_id>/`: write, read, list, remove.

run.json (the RunRecord), entries.parquet, and quarantine.csv where something was skipped.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from patronctl import files, locks
from patronctl.domain.errors import ConfigurationError
from patronctl.domain.run_record import RunRecord
from patronctl.domain.spelling import did_you_mean
from patronctl.places import Places, write_atomically
from patronctl.store import run_names
from patronctl.store.process import is_alive

RECORD = "run.json"
ENTRIES = "entries.parquet"
QUARANTINE = "quarantine.csv"
TRACEBACK = "error.txt"
_HELD = ".held"
KEPT = frozenset({RECORD, ENTRIES, QUARANTINE, TRACEBACK, "plan.json", "published.json"})
"""What a run leaves behind. Everything else in its folder is a private copy, and goes when the run ends or when the next one starts."""
_unwritten: dict[Path, RunRecord] = {}
"""The records of this process that no disk could take."""


@dataclass(frozen=True)
class Run:
    """One run: what it recorded, and the folder it lies in."""

    record: RunRecord
    folder: Path

    @property
    def entries(self) -> Path | None:
        """The entries, None where the run ended before there were any."""
        return self._there(ENTRIES)

    @property
    def quarantine(self) -> Path | None:
        """The skipped records, None where nothing was skipped."""
        return self._there(QUARANTINE)

    def _there(self, name: str) -> Path | None:
        path = self.folder / name
        return path if path.exists() else None


def write(folder: Path, record: RunRecord) -> None:
    """Write a run's record, the whole of it or nothing."""
    write_atomically(folder / RECORD, record.model_dump_json(indent=2) + "\n")


def keep(folder: Path, record: RunRecord) -> None:
    """Write a run's record, and where that fails, on a full disk say, hold it for the rest of this process.

    So the run's outcome reaches the notifications, the metrics and the exit code all the same.
    """
    _unwritten[folder] = record
    try:
        write(folder, record)
    except OSError as error:
        words = f"The record could not be written: {error.strerror}."
        if words not in record.notes:
            record.notes.append(words)
    else:
        del _unwritten[folder]


def read(folder: Path) -> Run | None:
    """A run as it is now: one that says it is running, but whose process is gone, was interrupted.

    None where the folder holds no record that this version understands.
    """
    if folder in _unwritten:
        return Run(_unwritten[folder], folder)
    try:
        record = RunRecord.model_validate_json((folder / RECORD).read_bytes())
    except (OSError, ValidationError):
        return None
    if record.outcome == "running" and not is_alive(record.pid, record.process):
        record = record.model_copy(update={"outcome": "interrupted"})
    return Run(record, folder)


def of_district(places: Places, district: str, job: str | None = None) -> list[Run]:
    """The runs of a district, or of one of its jobs, newest first."""
    return _newest_first(newest(places, district, job))


def newest(places: Places, district: str, job: str | None = None) -> Iterator[Run]:
    """The same one by one, each read when it is asked for; by their names, which know when a run began."""
    return _read_all(folders(places, district, job), job)


def every(places: Places, job: str | None = None, *, most: int | None = None) -> list[Run]:
    """The runs of every district, or of one job, newest first; the newest `most` of them."""
    return _newest_first(islice(newest_of_all(places, job), most))


def newest_of_all(places: Places, job: str | None = None) -> Iterator[Run]:
    """The same one by one, each read when it is asked for; by their names, which know when a run began."""
    return _read_all(all_folders(places, job), job)


def districts(places: Places) -> list[str]:
    """The districts that the state knows."""
    return sorted(folder.name for folder in _folders(places.state / "districts"))


def folders(places: Places, district: str, job: str | None = None) -> list[Path]:
    """The folders of a district's runs, or of those that may be of a job, newest first. None of them is read."""
    parent = places.runs(district)
    found = {*_folders(parent), *(folder for folder in _unwritten if folder.parent == parent)}
    return _by_name(folder for folder in found if run_names.may_be_of(folder.name, job))


def all_folders(places: Places, job: str | None = None) -> list[Path]:
    """The same of every district."""
    return _by_name(folder for each in _folders(places.state / "districts") for folder in folders(places, each.name, job))


def find(places: Places, run_id: str) -> Run:
    """One run by its identifier, or by a part of it that no other run has; `latest` is the newest.

    Raises ConfigurationError where there is none, or more than one.
    """
    every = all_folders(places)
    named = every if run_id == "latest" else _called(every, run_id)
    found = list(islice(_read_all(named), 1 if run_id == "latest" else 2))
    if len(found) == 1:
        return found[0]
    if found:
        first = ", ".join(folder.name for folder in named[:5])
        what = "beginning" if named[0].name.startswith(run_id) else "part"
        raise ConfigurationError(f"{run_id} is the {what} of {len(named)} runs", hint=f"say more of it: {first}")
    near = did_you_mean(run_id, [folder.name for folder in every[:1000]])
    raise ConfigurationError(f"there is no run {run_id}", hint=near or "see `patronctl runs`")


def _called(every: Sequence[Path], part: str) -> list[Path]:
    """The folders of the runs that are meant: of this very identifier, else those that begin with it, else those that hold it."""
    return (
        [folder for folder in every if folder.name == part]
        or [folder for folder in every if folder.name.startswith(part)]
        or [folder for folder in every if part in folder.name]
    )


def with_leftovers(places: Places, district: str, *, holding_lock: bool) -> list[Path]:
    """The folders of runs whose process is gone and that hold more than they should, half-removed ones among them.

    A folder without a record may belong to a run that is beginning, unless the caller is `holding_lock` of the district.
    """
    parent = places.runs(district)
    found = [child for child in parent.iterdir() if child.is_dir()] if parent.is_dir() else []
    return [folder for folder in found if any(path.name not in KEPT for path in folder.iterdir()) and _is_over(folder, holding_lock)]


def _is_over(folder: Path, holding_lock: bool) -> bool:
    run = read(folder)
    if run is None or is_held(folder):
        return run is None and holding_lock
    return not is_alive(run.record.pid, run.record.process)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Say that the folder is in use, by a lock that goes with the process however it ends."""
    handle = locks.open_lock(folder / _HELD)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def is_held(folder: Path) -> bool:
    """Whether somebody is in the folder. One that was never held counts as free."""
    try:
        handle = os.open(folder / _HELD, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def tidy(folder: Path) -> None:
    """Remove everything from a run's folder that is not meant to stay: copies of the feed, whoever made them, and half-written files."""
    for path in folder.iterdir():
        if path.name in KEPT:
            continue
        with suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                files.remove_tree(path)
            else:
                files.remove(path)


def remove(run: Run) -> None:
    """Remove a run with its files. Renamed first: a run is there or not, never half."""
    gone = run.folder.with_name(f".{run.folder.name}.removed")
    files.rename(run.folder, gone)
    files.remove_tree(gone)


def _read_all(named: Iterable[Path], job: str | None = None) -> Iterator[Run]:
    return (run for folder in named if (run := read(folder)) and job in (None, run.record.job))


def _newest_first(runs: Iterable[Run]) -> list[Run]:
    """By the moment of their start: identifiers only know the second."""
    return sorted(runs, key=lambda run: (run.record.started, run.record.run_id), reverse=True)


def _by_name(named: Iterable[Path]) -> list[Path]:
    return sorted(named, key=lambda folder: run_names.order(folder.name), reverse=True)


def _folders(parent: Path) -> Iterator[Path]:
    """By what the folder itself says of its entries: to ask each of thousands whether it is a folder takes longer than to list them."""
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(parent) as entries:
        yield from (Path(entry.path) for entry in entries if not entry.name.startswith(".") and entry.is_dir())
