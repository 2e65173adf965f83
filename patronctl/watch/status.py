"""`patronctl status`: every job's health, from the records of its runs against its schedule."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeGuard

from patronctl.account import misplaced
from patronctl.config.district import District
from patronctl.config.workspace import LoadedJob, load
from patronctl.domain.errors import ConfigurationError, CouldNotTellError, PatronctlError
from patronctl.domain.health import GOOD, Health, JobHealth, TargetHealth, Trouble, Watched, judge, last_due
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.store.run_folder import Run
from patronctl.update.target_health import targets_of
from patronctl.watch.on_this_server import OnThisServer, on_this_server

GRACE = timedelta(minutes=60)
"""How late a run may start, after the jitter, before it counts as missed."""


def status(places: Places, *, job: str | None = None, grace: timedelta = GRACE, now: datetime | None = None) -> Health:
    """The health of every job, or of one.

    Raises ConfigurationError while the configuration has errors, and CouldNotTellError where the state can't be read.
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
    systemd = on_this_server(places, [one.job.name for one in chosen])
    jobs = [_judged(one, places, now, grace, systemd) for one in chosen]
    districts = {one.district.name: one.district for one in chosen}
    targets = [target for name in sorted(districts) for target in _targets(districts[name], places)]
    troubles = [Trouble(message=one.message, hint=f"As root: {one.command}") for one in misplaced(places.state)]
    healthy = all(job.healthy for job in jobs) and all(target.healthy for target in targets) and not troubles
    return Health(at=now, healthy=healthy, jobs=jobs, targets=targets, troubles=troubles)


def could_not_tell(problem: PatronctlError | OSError, places: Places) -> PatronctlError:
    """The error for a health that can't be found out. One of the configuration stays what it is."""
    if isinstance(problem, PatronctlError):
        return problem
    place = problem.filename or places.state
    return CouldNotTellError(f"{place}: {problem.strerror}", hint="Run it as root, or as the account that runs the jobs.")


def _targets(district: District, places: Places) -> list[TargetHealth]:
    try:
        return targets_of(district, places)
    except OSError:
        return []  # why its folder can't be read is said of its jobs


def _judged(loaded: LoadedJob, places: Places, now: datetime, grace: timedelta, systemd: OnThisServer) -> JobHealth:
    try:
        return _from_records(loaded, places, now, grace, systemd)
    except OSError as problem:
        words = f"Its records in {places.district(loaded.district.name)} can't be read: {problem.strerror}."
        unread = judge(_watched(loaded, 0, systemd), [], now, grace)
        return unread.model_copy(update={"state": "unknown", "healthy": False, "reasons": [*unread.reasons[:1], words], "missed": []})


def _from_records(loaded: LoadedJob, places: Places, now: datetime, grace: timedelta, systemd: OnThisServer) -> JobHealth:
    folders = run_folder.folders(places, loaded.district.name, loaded.job.name)
    watched = _watched(loaded, len(folders), systemd)
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


def _watched(loaded: LoadedJob, runs: int, systemd: OnThisServer) -> Watched:
    job, district = loaded.job, loaded.district
    return Watched(
        job.name, district.name, district.timezone, job.schedule, systemd.since(job.name), job.options.keep_runs, runs,
        systemd.broken.get(job.name), systemd.timers_of(job.name),
    )  # fmt: skip


def _readable(places: Places) -> None:
    folder = places.state / "districts"
    if places.state.exists() and not (os.access(places.state, os.X_OK) and (not folder.exists() or os.access(folder, os.R_OK | os.X_OK))):
        raise CouldNotTellError(f"The state {places.state} can't be read", hint="Run it as root, or as the account that runs the jobs.")
