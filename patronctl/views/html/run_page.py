"""A run's own folder in the Job Manager's: its page, its entries as CSV, and its quarantine file."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from patronctl import files
from patronctl.domain.run_record import RunRecord
from patronctl.store import run_folder, run_names
from patronctl.store.run_folder import Run
from patronctl.views.entries import Reader, Values
from patronctl.views.html.charts import MOST_RUNS
from patronctl.views.html.summary import Links, summary_of

INDEX = "index.html"
_PAGE = re.compile(r"\.?(index\.html|entries\.csv|quarantine\.csv)(\.\w+)?")


def write_runs(folder: Path, changed: Iterable[Run], earlier: "Earlier", reader: Reader, values_of: Callable[[str], Values]) -> None:
    """Write the pages of some runs into `folder`, one folder each."""
    for run in changed:
        made = folder / run.folder.name
        for each in (folder, made):
            files.make_folder(each, mode=mode_of(each.parent))
        _write_run(made, run, earlier.history(run), reader, values_of(run.record.job))


def write(path: Path, text: str) -> None:
    """Write a page, as open as the folder it lies in."""
    files.write_atomically(path, text, mode=mode_of(path.parent) & 0o666)


def mode_of(folder: Path) -> int:
    """Who may do what with a folder."""
    return folder.stat().st_mode & 0o777


def remove_pages(folder: Path) -> None:
    """Remove a run's folder; what isn't ours in it stays."""
    for name in filter(_PAGE.fullmatch, files.names(folder)):
        files.remove(folder / name)
    files.remove_empty(folder)


class Earlier:
    """The runs of a district, for the charts of each: those of its job before it. `folders` are newest first."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._of_job: dict[str | None, list[Path]] = {}
        self._place: dict[Path, int] = {}
        for folder in folders:
            same = self._of_job.setdefault(run_names.job_of(folder.name), [])
            self._place[folder] = len(same)
            same.append(folder)
        self._read = lru_cache(maxsize=4 * MOST_RUNS)(run_folder.read)

    def history(self, run: Run) -> list[RunRecord]:
        """As many runs as the charts show, oldest first, this one the last."""
        same = self._of_job[run_names.job_of(run.folder.name)]
        before = (self._read(folder) for folder in same[self._place[run.folder] + 1 :])
        told = (other.record for other in before if other and other.record.job == run.record.job and _is_told(other.record))
        return [run.record, *islice(told, MOST_RUNS)][::-1]


def _is_told(record: RunRecord) -> bool:
    return record.source is not None and not (record.dry_run or record.repair)


def _write_run(folder: Path, run: Run, history: Sequence[RunRecord], reader: Reader, values: Values) -> None:
    entries = reader.open(run, values)
    with TemporaryDirectory(dir=run.folder, prefix="site-") as private:
        csv = Path(private, "entries.csv")
        if entries:
            entries.write_csv(csv)
        links = Links(
            manager=f"../../districts/{run.record.district}/{INDEX}",
            entries=_publish(csv, folder) if entries else None,
            quarantine=_quarantine(folder, run, values),
        )
    write(folder / INDEX, summary_of(run, entries, history, values=values, links=links))


def _quarantine(folder: Path, run: Run, values: Values) -> str | None:
    """The skipped records are the feed's own: masked, there is no sense in them."""
    if run.quarantine is None or values == "masked":
        files.remove(folder / "quarantine.csv")
        return None
    return _publish(run.quarantine, folder)


def _publish(original: Path, folder: Path) -> str:
    files.copy_atomically(original, folder / original.name, mode=mode_of(folder) & 0o666)
    return original.name


def by_job(changed: Sequence[Run]) -> list[Run]:
    """Job by job, the newest first: what the charts of one run read serves the next."""
    return sorted(changed, key=lambda run: run.record.job)
