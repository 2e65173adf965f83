"""The Job Manager's folder: index.html, and runs/<run_id>/ with the page of each run. Any web server can serve it, or none.

Every file is replaced whole, the index last: a reader never meets a link to a page that is not there yet. `site.json` names what
we made, so that pages of runs that are gone go too, and nothing else does.
"""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import patronctl
from patronctl.domain.errors import PatronctlError
from patronctl.domain.run_record import RunRecord
from patronctl.places import one_at_a_time, write_atomically
from patronctl.store.run_folder import RECORD, Run
from patronctl.views.entries import Values, entries_of
from patronctl.views.html.manager import manager
from patronctl.views.html.summary import Links, summary

MANIFEST = "site.json"
INDEX = "index.html"


def build(folder: Path, runs: Sequence[Run], descriptions: Mapping[str, str], values_of: Callable[[str], Values]) -> list[str]:
    """Bring the folder up to date with `runs`, newest first; answers with the identifiers of the runs whose pages were written.

    `descriptions` of the configured jobs by name; `values_of` a job: shown or masked. The files are as open as the folder is.
    Raises PatronctlError where the folder holds somebody else's page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(folder / ".lock"):  # the jobs of several districts may share a folder
        before = _manifest(folder)
        wanted = {run.record.run_id: _state(run, values_of(run.record.job)) for run in runs if run.record.outcome != "running"}
        new = [run for run in runs if run.record.run_id in wanted and before.get(run.record.run_id) != wanted[run.record.run_id]]
        _write(folder / MANIFEST, json.dumps({**before, **wanted}, indent=1))
        for run in new:
            _write_run(folder / "runs" / run.record.run_id, run, _history(runs, run.record), values_of(run.record.job))
        links = {run_id: f"runs/{run_id}/{INDEX}" for run_id in wanted}
        _write(folder / INDEX, manager([run.record for run in runs], descriptions, links))
        _remove(folder, before.keys() - wanted.keys())
        _write(folder / MANIFEST, json.dumps(wanted, indent=1))
    return [run.record.run_id for run in new]


def _write_run(folder: Path, run: Run, history: Sequence[RunRecord], values: Values) -> None:
    for made in (folder.parent, folder):
        made.mkdir(mode=_mode(made.parent), exist_ok=True)
        made.chmod(_mode(made.parent))
    links = Links(f"../../{INDEX}", _csv(folder, run, values), _quarantine(folder, run, values))
    _write(folder / INDEX, summary(run, history, values=values, links=links))


def _csv(folder: Path, run: Run, values: Values) -> str | None:
    temporary = folder / ".entries.csv"
    with entries_of(run, values, into=folder) as entries:
        if entries is None:
            return None
        entries.write_csv(temporary)
    return _publish(temporary, folder / "entries.csv")


def _quarantine(folder: Path, run: Run, values: Values) -> str | None:
    """The skipped records are the feed's own: masked, there is no sense in them."""
    if run.quarantine is None or values == "masked":
        (folder / "quarantine.csv").unlink(missing_ok=True)
        return None
    return _publish(Path(shutil.copyfile(run.quarantine, folder / ".quarantine.csv")), folder / "quarantine.csv")


def _publish(temporary: Path, path: Path) -> str:
    temporary.chmod(_mode(path.parent) & 0o666)
    temporary.replace(path)
    return path.name


def _write(path: Path, text: str) -> None:
    write_atomically(path, text, mode=_mode(path.parent) & 0o666)


def _mode(folder: Path) -> int:
    return folder.stat().st_mode & 0o777


def _history(runs: Sequence[Run], this: RunRecord) -> list[RunRecord]:
    same = [run.record for run in reversed(runs) if run.record.job == this.job]
    return same[: same.index(this) + 1]


def _state(run: Run, values: Values) -> str:
    """What a run's page depends on: when it changes, the page is made again."""
    facts = (run.folder / RECORD).stat()
    return f"{patronctl.__version__} {values} {facts.st_mtime_ns} {facts.st_size} {run.record.outcome}"


def _manifest(folder: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        if (folder / INDEX).exists():
            raise PatronctlError(f"{folder} holds an index.html that patronctl did not make", hint="name an empty folder") from None
        return {}
    except ValueError:
        return {}
    return found


def _remove(folder: Path, run_ids: set[str]) -> None:
    for run_id in run_ids:
        shutil.rmtree(folder / "runs" / Path(run_id).name, ignore_errors=True)
