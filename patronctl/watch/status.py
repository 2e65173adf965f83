"""`patronctl status`: every job's health, from the records of its runs against its schedule."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeGuard

from patronctl.config.workspace import LoadedJob, load
from patronctl.domain.errors import ConfigurationError, PatronctlError
from patronctl.domain.health import GOOD, KINDS, Health, JobHealth, Watched, judge, last_due
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.store.run_folder import Run
from patronctl.timers.systemctl import SYSTEM_UNITS, user_units
from patronctl.timers.unit import timer_name
from patronctl.update.target_health import targets_of

GRACE = timedelta(minutes=60)
"""How late a run may start, after the jitter, before it counts as missed."""


def status(places: Places, *, job: str | None = None, grace: timedelta = GRACE, now: datetime | None = None) -> Health:
    """The health of every job, or of one.

    Raises ConfigurationError while the configuration has errors, and PatronctlError where the state can't be read.
    """
    workspace = load(places.workspace, job=job or "")
    if job:
        chosen = [workspace.job(job)]
    elif workspace.errors:
        raise ConfigurationError("The configuration has errors, so its jobs can't run", problems=workspace.errors)
    else:
        chosen = [workspace.jobs[name] for name in sorted(workspace.jobs)]
    _readable(places)
    now = now or datetime.now(UTC)
    jobs = [_judged(one, places, now, grace) for one in chosen]
    districts = {one.district.name: one.district for one in chosen}
    targets = [target for name in sorted(districts) for target in targets_of(districts[name], places)]
    return Health(
        at=now, healthy=all(job.healthy for job in jobs) and all(target.healthy for target in targets), jobs=jobs, targets=targets
    )


def _judged(loaded: LoadedJob, places: Places, now: datetime, grace: timedelta) -> JobHealth:
    folders = run_folder.folders(places, loaded.district.name, loaded.job.name)
    watched = _watched(loaded, len(folders))
    begin = min(last_due(watched, now, grace).values(), default=now)
    records = list(_that_matter(run_folder.newest(places, loaded.district.name, loaded.job.name), begin))
    oldest = next((run.record for folder in reversed(folders) if _counts(run := run_folder.read(folder), loaded.job.name)), None)
    return judge(watched, [*records, *([oldest] if oldest and oldest not in records else [])], now, grace)


def _that_matter(newest_first: Iterator[Run], begin: datetime) -> Iterator[RunRecord]:
    """Those since anything was due, and back to the last success: thousands may lie behind them."""
    good = False
    for run in newest_first:
        yield run.record
        good = good or (run.record.outcome in GOOD and not run.record.dry_run)
        if good and run.record.started < begin:
            return


def _counts(run: Run | None, job: str) -> TypeGuard[Run]:
    return run is not None and run.record.job == job and not run.record.dry_run


def _watched(loaded: LoadedJob, runs: int) -> Watched:
    since = _applied(loaded.job.name, (SYSTEM_UNITS, user_units()))
    job, district = loaded.job, loaded.district
    return Watched(job.name, district.name, district.timezone, job.schedule, since, job.options.keep_runs, runs)


def _applied(job: str, folders: Sequence[Path]) -> datetime | None:
    """Since when a timer starts the job: the time of its latest unit file. A run due before it was not its to start."""
    units = [folder / timer_name(job, update) for folder in folders for update in KINDS]
    times = [unit.stat().st_mtime for unit in units if unit.is_file()]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _readable(places: Places) -> None:
    folder = places.state / "districts"
    if places.state.exists() and not (os.access(places.state, os.X_OK) and (not folder.exists() or os.access(folder, os.R_OK | os.X_OK))):
        raise PatronctlError(f"The state {places.state} can't be read", hint="Run it as root, or as the account that runs the jobs.")
