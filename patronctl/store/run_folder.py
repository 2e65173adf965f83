"""The folders that runs leave behind, `<state>/districts/<district>/runs/<run_id>/`: write, read, list, remove.

run.json (the RunRecord), entries.parquet, and quarantine.csv where something was skipped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from patronctl import files
from patronctl.domain.errors import PatronctlError
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places, write_atomically
from patronctl.store.process import is_alive

RECORD = "run.json"
ENTRIES = "entries.parquet"
QUARANTINE = "quarantine.csv"


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


def read(folder: Path) -> Run | None:
    """A run as it is now: one that says it is running, but whose process is gone, was interrupted.

    None where the folder holds no record that this version understands.
    """
    try:
        record = RunRecord.model_validate_json((folder / RECORD).read_bytes())
    except (OSError, ValidationError):
        return None
    if record.outcome == "running" and not is_alive(record.pid, record.process):
        record = record.model_copy(update={"outcome": "interrupted"})
    return Run(record, folder)


def of_district(places: Places, district: str) -> list[Run]:
    """The runs of a district, newest first."""
    return _newest_first(run for folder in _folders(places.runs(district)) if (run := read(folder)))


def every(places: Places) -> list[Run]:
    """The runs of every district, newest first."""
    return _newest_first(run for folder in _folders(places.state / "districts") for run in of_district(places, folder.name))


def find(places: Places, run_id: str) -> Run:
    """One run by its identifier, or by the beginning of it where that is enough; `latest` is the newest.

    Raises PatronctlError where there is none, or more than one.
    """
    runs = every(places)
    found = runs[:1] if run_id == "latest" else [run for run in runs if run.record.run_id.startswith(run_id)]
    if len(found) == 1:
        return found[0]
    if found:
        raise PatronctlError(f"{run_id} is the beginning of {len(found)} runs", hint=f"say more of it: {found[0].record.run_id}")
    raise PatronctlError(f"there is no run {run_id}", hint="see `patronctl runs`")


def remove(run: Run) -> None:
    """Remove a run with its files. Renamed first: a run is there or not, never half."""
    gone = run.folder.with_name(f".{run.folder.name}.removed")
    files.rename(run.folder, gone)
    files.remove_tree(gone)


def _newest_first(runs: Iterable[Run]) -> list[Run]:
    """By the moment of their start: identifiers only know the second."""
    return sorted(runs, key=lambda run: (run.record.started, run.record.run_id), reverse=True)


def _folders(parent: Path) -> Iterator[Path]:
    if parent.is_dir():
        yield from (child for child in parent.iterdir() if child.is_dir() and not child.name.startswith("."))
