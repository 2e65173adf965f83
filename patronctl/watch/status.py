"""`patronctl status`: every job's health, from the records of its runs against its schedule."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from patronctl.config.workspace import LoadedJob, load
from patronctl.domain.errors import ConfigurationError, PatronctlError
from patronctl.domain.health import KINDS, Health, Watched, judge
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.timers.systemctl import SYSTEM_UNITS, user_units
from patronctl.timers.unit import timer_name
from patronctl.update.target_health import targets_of

GRACE = timedelta(minutes=60)
"""How late a run may start, after the jitter, before it counts as missed."""


def status(places: Places, *, job: str | None = None, grace: timedelta = GRACE, now: datetime | None = None) -> Health:
    """The health of every job, or of one.

    Raises ConfigurationError while the configuration has errors, and PatronctlError where the state can't be read.
    """
    workspace = load(places.workspace)
    if job:
        chosen = [workspace.job(job)]
    elif workspace.errors:
        raise ConfigurationError("The configuration has errors, so its jobs can't run", problems=workspace.errors)
    else:
        chosen = [workspace.jobs[name] for name in sorted(workspace.jobs)]
    _readable(places)
    now = now or datetime.now(UTC)
    records = {name: [run.record for run in run_folder.of_district(places, name)] for name in {one.district.name for one in chosen}}
    jobs = [
        judge(_watched(one), [record for record in records[one.district.name] if record.job == one.job.name], now, grace) for one in chosen
    ]
    districts = {one.district.name: one.district for one in chosen}
    targets = [target for name in sorted(districts) for target in targets_of(districts[name], places)]
    return Health(
        at=now, healthy=all(job.healthy for job in jobs) and all(target.healthy for target in targets), jobs=jobs, targets=targets
    )


def _watched(loaded: LoadedJob) -> Watched:
    since = _applied(loaded.job.name, (SYSTEM_UNITS, user_units()))
    job, district = loaded.job, loaded.district
    return Watched(job.name, district.name, district.timezone, job.schedule, since, job.options.keep_runs)


def _applied(job: str, folders: Sequence[Path]) -> datetime | None:
    """Since when a timer starts the job: the time of its latest unit file. A run due before it was not its to start."""
    units = [folder / timer_name(job, update) for folder in folders for update in KINDS]
    times = [unit.stat().st_mtime for unit in units if unit.is_file()]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _readable(places: Places) -> None:
    folder = places.state / "districts"
    if places.state.exists() and not (os.access(places.state, os.X_OK) and (not folder.exists() or os.access(folder, os.R_OK | os.X_OK))):
        raise PatronctlError(f"The state {places.state} can't be read", hint="Run it as root, or as the account that runs the jobs.")
