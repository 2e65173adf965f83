"""Write the Job Manager's folder: every job and run of the districts asked for."""

import hashlib
import os
from collections.abc import Callable, Collection
from pathlib import Path

from patronctl.config.workspace import Workspace
from patronctl.places import Places, private_folder, real
from patronctl.store import run_folder
from patronctl.store.run_folder import Run
from patronctl.views.entries import Values
from patronctl.views.html import site
from patronctl.views.html.district import Shown
from patronctl.views.html.summary import summary


def report(folder: Path, workspace: Workspace, places: Places, districts: Collection[str] | None = None) -> list[str]:
    """Bring the folder up to date with all jobs and runs of some districts, or of every one. Answers with the runs whose pages it wrote."""
    configured = {loaded.district.name: loaded.district.title for loaded in workspace.jobs.values()}
    names = sorted({*configured, *run_folder.districts(places)}) if districts is None else sorted(districts)
    shown = [_shown(name, configured.get(name, ""), workspace) for name in names]
    return site.build(real(folder), places, shown, values_in(workspace), lock=_lock(folder, places))


def report_district(folder: Path, district: str, workspace: Workspace, places: Places) -> list[str] | None:
    """The same of one district, all of whose jobs the workspace knows at least; nothing else is touched.

    None where this version has not built the folder yet: then all districts that share it have to be.
    """
    if not site.is_known(real(folder), places):
        return None
    titles = {loaded.district.name: loaded.district.title for loaded in workspace.jobs.values()}
    shown = [_shown(district, titles.get(district, ""), workspace)]
    return site.build(real(folder), places, shown, values_in(workspace), whole=False, lock=_lock(folder, places))


def _shown(name: str, title: str, workspace: Workspace) -> Shown:
    jobs = {job: loaded.job.description or "" for job, loaded in workspace.jobs.items() if loaded.district.name == name}
    return Shown(name, title, jobs)


def _lock(folder: Path, places: Places) -> Path:
    """The lock of a report folder. It lies in the state: to the folder itself others may be able to write."""
    name = hashlib.sha256(os.fsencode(real(folder))).hexdigest()[:16]
    return private_folder(places.state / "locks") / f"site-{name}"


def one_page(run: Run, workspace: Workspace, places: Places) -> str:
    """The page of one run, complete in itself."""
    runs = reversed(run_folder.of_district(places, run.record.district, run.record.job))
    history = [other.record for other in runs if other.record.started <= run.record.started]
    return summary(run, history, values=values_in(workspace)(run.record.job))


def values_in(workspace: Workspace) -> Callable[[str], Values]:
    """Shown or masked, by job. A job that is not configured any more, or not readable, is masked: nobody says that it may be shown."""
    return lambda job: workspace.jobs[job].job.options.summary_values if job in workspace.jobs else "masked"
