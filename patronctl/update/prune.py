"""Retention: old runs go with their files."""

from patronctl.config.workspace import LoadedJob, Workspace
from patronctl.domain.retention import superfluous
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.store.run_folder import Run


def prune(workspace: Workspace, places: Places, *, dry_run: bool) -> list[Run]:
    """Remove what `keep_runs` of each configured job leaves over; answers with the runs. Jobs that are not configured keep theirs."""
    return [run for loaded in workspace.jobs.values() for run in prune_job(loaded, places, dry_run=dry_run)]


def prune_job(loaded: LoadedJob, places: Places, *, dry_run: bool = False) -> list[Run]:
    """The same for one job."""
    district, job, keep = loaded.district.name, loaded.job.name, loaded.job.options.keep_runs
    if len(run_folder.folders(places, district, job)) <= keep:
        return []
    runs = run_folder.of_district(places, district, job)
    going = {record.run_id for record in superfluous([run.record for run in runs], keep)}
    gone = [run for run in runs if run.record.run_id in going]
    for run in gone:
        if not dry_run:
            run_folder.remove(run)
    return gone
