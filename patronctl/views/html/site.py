"""The Job Manager's folder: index.html, and runs/<run_id>/ with the page of each run. Any web server can serve it, or none.

Every file is replaced whole, the index last: a reader never meets a link to a page that is not there yet. Others may be able to write
to this folder, so nothing in it is believed: what each page was made from stands in the folder of its run, in the state, and only
folders that are named like a run and belong to us lose the files that we name ourselves.
"""

import json
import os
import re
import stat
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import patronctl
from patronctl import files, locks
from patronctl.domain.errors import PatronctlError
from patronctl.domain.run_record import RunRecord
from patronctl.store.run_folder import RECORD, Run
from patronctl.views.entries import Values, entries_of
from patronctl.views.html.manager import manager
from patronctl.views.html.summary import Links, summary

INDEX = "index.html"
PUBLISHED = "published.json"
"""In a run's own folder: for each report folder, what its page there was made from."""
_OURS = b'<meta name="generator" content="patronctl">'
_RUN_ID = re.compile(r"\d{8}T\d{6}Z-.+-[0-9a-f]{4,5}")
_PAGE = re.compile(r"\.?(index\.html|entries\.csv|quarantine\.csv)(\.\w+)?")
_OBSOLETE = ("site.json", ".lock")
"""What earlier versions kept beside the pages."""


def build(
    folder: Path,
    runs: Sequence[Run],
    descriptions: Mapping[str, str],
    values_of: Callable[[str], Values],
    *,
    lock: Path | None = None,
) -> list[str]:
    """Bring the folder up to date with `runs`, newest first; answers with the identifiers of the runs whose pages were written.

    `descriptions` of the configured jobs by name; `values_of` a job: shown or masked. The files are as open as the folder is.
    `lock` is a file of the state that keeps other districts out, which may share the folder.
    Raises PatronctlError where the folder holds somebody else's page, or a link lies where pages go.
    """
    files.make_folders(folder)
    with locks.one_at_a_time(lock) if lock else nullcontext():
        _refuse_other_pages(folder)
        wanted = {run.record.run_id: _state(run, values_of(run.record.job)) for run in runs if run.record.outcome != "running"}
        new = [run for run in runs if run.record.run_id in wanted and not _is_current(folder, run, wanted[run.record.run_id])]
        for run in new:
            _write_run(folder / "runs" / run.record.run_id, run, _history(runs, run.record), values_of(run.record.job))
            files.write_atomically(run.folder / PUBLISHED, json.dumps({**_published(run), str(folder): wanted[run.record.run_id]}))
        links = {run_id: f"runs/{run_id}/{INDEX}" for run_id in wanted}
        _write(folder / INDEX, manager([run.record for run in runs], descriptions, links))
        _remove_others(folder, wanted)
    return [run.record.run_id for run in new]


def _write_run(folder: Path, run: Run, history: Sequence[RunRecord], values: Values) -> None:
    for made in (folder.parent, folder):
        files.make_folder(made, mode=_mode(made.parent))
    links = Links(f"../../{INDEX}", _csv(folder, run, values), _quarantine(folder, run, values))
    _write(folder / INDEX, summary(run, history, values=values, links=links))


def _csv(folder: Path, run: Run, values: Values) -> str | None:
    with TemporaryDirectory(dir=run.folder, prefix="site-") as private, entries_of(run, values, into=Path(private)) as entries:
        if entries is None:
            return None
        entries.write_csv(Path(private, "entries.csv"))
        return _publish(Path(private, "entries.csv"), folder / "entries.csv")


def _quarantine(folder: Path, run: Run, values: Values) -> str | None:
    """The skipped records are the feed's own: masked, there is no sense in them."""
    if run.quarantine is None or values == "masked":
        files.remove(folder / "quarantine.csv")
        return None
    return _publish(run.quarantine, folder / "quarantine.csv")


def _publish(original: Path, path: Path) -> str:
    files.copy_atomically(original, path, mode=_mode(path.parent) & 0o666)
    return path.name


def _write(path: Path, text: str) -> None:
    files.write_atomically(path, text, mode=_mode(path.parent) & 0o666)


def _mode(folder: Path) -> int:
    return folder.stat().st_mode & 0o777


def _history(runs: Sequence[Run], this: RunRecord) -> list[RunRecord]:
    same = [run.record for run in reversed(runs) if run.record.job == this.job]
    return same[: same.index(this) + 1]


def _state(run: Run, values: Values) -> str:
    """What a run's page depends on: when it changes, the page is made again."""
    facts = (run.folder / RECORD).stat()
    return f"{patronctl.__version__} {values} {facts.st_mtime_ns} {facts.st_size} {run.record.outcome}"


def _is_current(folder: Path, run: Run, state: str) -> bool:
    page = folder / "runs" / run.record.run_id / INDEX
    return _published(run).get(str(folder)) == state and os.path.lexists(page) and stat.S_ISREG(page.lstat().st_mode)


def _published(run: Run) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((run.folder / PUBLISHED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _refuse_other_pages(folder: Path) -> None:
    index = folder / INDEX
    if os.path.lexists(index) and not any(os.path.lexists(folder / name) for name in _OBSOLETE):
        with suppress(OSError), index.open("rb") as page:
            if _OURS in page.read(4096):
                return
        raise PatronctlError(f"{folder} holds an index.html that patronctl did not make", hint="name an empty folder")


def _remove_others(folder: Path, wanted: Collection[str]) -> None:
    """Pages of runs that are gone, and what earlier versions left."""
    for name in _OBSOLETE:
        files.remove(folder / name)
    with suppress(FileNotFoundError):
        for name in files.own_folders(folder / "runs"):
            if name not in wanted and _RUN_ID.fullmatch(name):
                _remove_pages(folder / "runs" / name)


def _remove_pages(folder: Path) -> None:
    for name in filter(_PAGE.fullmatch, files.names(folder)):
        files.remove(folder / name)
    files.remove_empty(folder)
