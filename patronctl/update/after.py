"""What follows a run: tell, measure, tidy up, publish. Each on its own; what fails is noted in the record and fails nothing else."""

from collections.abc import Callable, Iterator

from patronctl.config.workspace import LoadedJob, Workspace, load
from patronctl.domain.delivery import DeliveryRecord
from patronctl.domain.run_record import Delivered, RunRecord
from patronctl.places import Places, real
from patronctl.store import run_folder
from patronctl.store.compaction import compact_where_grown
from patronctl.store.run_folder import Run
from patronctl.update.announce import tell_of_runs
from patronctl.update.prune import prune_job
from patronctl.update.report import report, report_district
from patronctl.views import metrics

GOOD = ("succeeded", "unchanged_source")


def after_run(run: Run, loaded: LoadedJob, workspace: Callable[[], Workspace], places: Places) -> Run:
    """Answers with the run as it is recorded then. `workspace` is asked only where several districts may share a report folder."""
    steps: list[tuple[str, Callable[[], object]]] = [("tell anybody", lambda: tell_of_runs(loaded, places))]
    if run.record.outcome in GOOD and not run.record.dry_run and loaded.district.targets:
        steps.insert(0, ("deliver", lambda: _deliver(run, loaded, places)))
    if not run.record.dry_run:
        steps.append(("write the metrics", lambda: measure(loaded, places)))
    if run.record.outcome in GOOD and not run.record.dry_run:
        steps.append(("remove old runs", lambda: prune_job(loaded, places)))
        steps.append(("compact the store", lambda: compact_where_grown(places, loaded.district.name)))
    steps.append(("write the report folder", lambda: _publish(loaded, workspace, places)))
    for what, step in steps:
        _try(what, step, run)
    return run_folder.read(run.folder) or run


def _try(what: str, step: Callable[[], object], run: Run) -> None:
    try:
        step()
    except Exception as error:
        words = getattr(error, "message", "") or getattr(error, "strerror", "") or type(error).__name__
        record = (run_folder.read(run.folder) or run).record
        notes = [*record.notes, f"It was not possible to {what}: {words}."]
        run_folder.keep(run.folder, record.model_copy(update={"notes": notes}))


def _deliver(run: Run, loaded: LoadedJob, places: Places) -> None:
    """A target that fails never undoes a load; the summary says what arrived."""
    from patronctl.update.targets import deliver_after_run  # most districts have no target

    delivered = [delivered_of(record) for record in deliver_after_run(loaded, places)]
    record = (run_folder.read(run.folder) or run).record
    run_folder.keep(run.folder, record.model_copy(update={"deliveries": delivered}))


def delivered_of(record: DeliveryRecord) -> Delivered:
    """A delivery as the run's record has it."""
    counts = {
        name: getattr(record.counts, name) for name in ("created", "updated", "inactivated", "reactivated", "deleted", "failed", "behind")
    }
    error = record.failure.message if record.failure else ""
    return Delivered(target=record.target, delivery_id=record.delivery_id, outcome=record.outcome, error=error, **counts)


def measure(loaded: LoadedJob, places: Places) -> None:
    """Write the job's metrics, from the records of its runs as they are now."""
    if loaded.district.metrics_folder:
        newest = (run.record for run in run_folder.newest(places, loaded.district.name, loaded.job.name))
        ended = (record for record in newest if not (record.dry_run or record.repair) and record.outcome != "running")
        metrics.write(real(loaded.folder / loaded.district.metrics_folder), _to_the_last_success(ended))


def _to_the_last_success(newest_first: Iterator[RunRecord]) -> list[RunRecord]:
    found = []
    for record in newest_first:
        found.append(record)
        if record.outcome in GOOD:
            break
    return found


def _publish(loaded: LoadedJob, workspace: Callable[[], Workspace], places: Places) -> None:
    """Districts that name the same folder share it: the first to write it writes the pages of all, a night those of its own."""
    if loaded.district.report_folder:
        folder = real(loaded.folder / loaded.district.report_folder)
        if report_district(folder, loaded.district.name, load(places.workspace, [loaded.folder]), places) is not None:
            return
        whole = workspace()
        sharing = {job.district.name for job in whole.jobs.values() if _folder(job) == folder}
        report(folder, whole, places, sharing)


def _folder(loaded: LoadedJob) -> object:
    return real(loaded.folder / loaded.district.report_folder) if loaded.district.report_folder else None
