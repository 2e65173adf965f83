"""Before the first step: the run's name, its clock, its kind of update, its folder and its record."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import duckdb

import patronctl
from patronctl.config.workspace import LoadedJob
from patronctl.domain.errors import PatronctlError
from patronctl.domain.run_record import Failure, RunRecord
from patronctl.domain.schedule import Update
from patronctl.places import Places, private_folder
from patronctl.store import run_folder
from patronctl.store.connection import open_store
from patronctl.store.private_copy import remove_abandoned
from patronctl.store.process import own_identity
from patronctl.store.run_folder import Run
from patronctl.update.context import Context, RunOptions


def begin(loaded: LoadedJob, options: RunOptions, places: Places) -> tuple[Context, RunRecord]:
    """Name the run and its folder; the record of a run that is under way. Nothing is written yet."""
    started = datetime.now(UTC)
    as_of = options.as_of or started
    run_id = f"{started:%Y%m%dT%H%M%S}Z-{loaded.job.name}-{started.microsecond:05x}"
    folder = places.runs(loaded.district.name) / run_id
    update, repair = _update(loaded, options, as_of), options.repair is not None
    context = Context(loaded, run_id, update, options.dry_run, as_of, options.allow, folder, options.reason, repair)
    return context, record_of(context, started)


@contextmanager
def under_way(context: Context, record: RunRecord) -> Iterator[None]:
    """Make the run's folder, and say in it that the run is under way. Its private copies are held until the end of the body."""
    private_folder(context.folder)
    with run_folder.held(context.folder):
        run_folder.write(context.folder, record)
        yield


def record_of(context: Context, started: datetime) -> RunRecord:
    """The record of a run that begins."""
    loaded = context.loaded
    return RunRecord(
        run_id=context.run_id,
        district=loaded.district.name,
        district_title=loaded.district.title,
        timezone=loaded.district.timezone,
        job=loaded.job.name,
        update=context.update,
        dry_run=context.dry_run,
        repair=context.repair,
        outcome="running",
        started=started,
        as_of=context.as_of,
        reason=context.reason,
        patronctl=patronctl.__version__,
        duckdb=duckdb.__version__,
        pid=os.getpid(),
        process=own_identity(),
        properties_sha256=hashlib.sha256(loaded.properties_path.read_bytes()).hexdigest(),
        allowed=list(context.allow),
    )


def _update(loaded: LoadedJob, options: RunOptions, as_of: datetime) -> Update:
    """The schedule of the weekday decides where the command line doesn't; full where neither says anything."""
    if options.repair:
        return "incremental"
    if options.update:
        return options.update
    local = as_of.astimezone(ZoneInfo(loaded.district.timezone))
    return (loaded.job.schedule.kind_on(local.weekday()) if loaded.job.schedule else None) or "full"


def recover(places: Places, district: str) -> None:
    """Close the records of runs whose process is gone, and remove what they left of a feed.

    The store says whether such a run had loaded. While the store can't be asked, the record stays open.
    """
    remove_abandoned(places, district, holding_lock=True)
    dead = [run for run in _since_three_went_well(places, district) if run.record.outcome == "interrupted" and run.record.finished is None]
    if not dead or (loads := _loads(places, district)) is None:
        return
    for run in dead:
        run_folder.keep(run.folder, _closed(run.record, loaded=run.record.run_id in loads))


def _since_three_went_well(places: Places, district: str) -> Iterator[Run]:
    """The newest runs of a district. One run at a time closes what earlier ones left open, unless it can't read the store and fails."""
    went_well = 0
    for run in run_folder.newest(places, district):
        yield run
        went_well += run.record.outcome == "succeeded" and not run.record.dry_run
        if went_well == 3:
            return


def _loads(places: Places, district: str) -> set[str] | None:
    """The runs that loaded; None where the store can't be read. The run that comes next says why."""
    store = places.store(district)
    if not store.exists():
        return set()
    try:
        with open_store(store) as door:
            return {row["run_id"] for row in door.rows("8_load/loads.sql")}
    except (PatronctlError, duckdb.Error, OSError):
        return None


def _closed(record: RunRecord, *, loaded: bool) -> RunRecord:
    said = "the load was done" if loaded else "nothing was changed"
    failure = Failure(code="interrupted", message=f"the run was interrupted; {said}")
    return record.model_copy(update={"finished": datetime.now(UTC), "outcome": "interrupted", "store_changed": loaded, "failure": failure})
