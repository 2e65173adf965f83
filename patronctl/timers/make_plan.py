"""`patronctl plan`: what the configuration wants on this server, against what is there."""

import pwd
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from patronctl import account
from patronctl.account import ACCOUNT
from patronctl.config.workspace import Workspace, load
from patronctl.domain.calendar import next_runs
from patronctl.domain.errors import ConfigurationError
from patronctl.domain.timer_plan import TimerPlan, UnitChange, UnitProblem, Upcoming
from patronctl.places import Places
from patronctl.timers import desired, difference, installed
from patronctl.timers.advice import by_size
from patronctl.timers.credentials import Credentials
from patronctl.timers.job import TimedJob
from patronctl.timers.jobs import server, timed_jobs
from patronctl.timers.systemctl import Manager, State
from patronctl.timers.unit import Unit, service_name


@dataclass(frozen=True)
class Wanted:
    """What the configuration asks for on this server, from one reading of it."""

    workspace: Workspace
    jobs: Sequence[TimedJob]
    credentials: Credentials
    units: dict[str, Unit]

    @property
    def services(self) -> list[str]:
        """The services that its timers start."""
        return [service_name(job.name, update) for job in self.jobs for update in job.updates()]


def wanted(places: Places, manager: Manager) -> Wanted:
    """Read the configuration. Raises ConfigurationError while it has errors: a job that can't be read is not a job that went."""
    workspace = load(places.workspace)
    if workspace.errors:
        raise ConfigurationError("The configuration has errors, so nothing is planned", problems=workspace.errors)
    jobs = timed_jobs(workspace)
    credentials = Credentials.on_this_server(jobs, user=manager.kind == "user")
    units = desired.units(jobs, server(places, user=manager.kind == "user", encrypted_credentials=credentials.encrypted))
    return Wanted(workspace, jobs, credentials, units)


def left_to_do(asked: Wanted, places: Places, manager: Manager, *, prune: bool) -> list[UnitChange]:
    """What the server still lacks, by another look at it."""
    there = installed.read(manager, places.workspace, asked.units, asked.services)
    return list(difference.between(asked.units, there, manager, prune=prune).changes)


def plan(places: Places, manager: Manager, *, prune: bool, now: datetime, asked: Wanted | None = None) -> TimerPlan:
    """Make the plan. `asked` is for those who have read the configuration already; what is raised else: see `wanted`."""
    asked = asked or wanted(places, manager)
    workspace, jobs, credentials, services = asked.workspace, asked.jobs, asked.credentials, asked.services
    there = installed.read(manager, places.workspace, asked.units, services)
    found = difference.between(asked.units, there, manager, prune=prune)
    return TimerPlan(
        workspace=str(places.workspace),
        manager=manager.kind,
        unit_folder=str(manager.folder),
        prune=prune,
        changes=found.changes,
        unchanged=found.unchanged,
        problems=[*found.problems, *_no_account(manager)],
        notes=[
            *_warnings(workspace),
            *(note for job in jobs for note in by_size(places, job)),
            *credentials.missing,
            *(f"{one.message}. As root: {one.command}" for one in account.misplaced(places.state)),
            *_on_the_server(there.states, services),
        ],
        schedules=[coming for job in jobs for coming in upcoming(job, now)],
        observed=found.observed,
    ).sealed()


def upcoming(job: TimedJob, now: datetime) -> list[Upcoming]:
    """The next runs of each kind of update of a job."""
    return [
        Upcoming(
            job=job.name,
            update=update,
            timezone=job.timezone,
            on_calendar=desired.on_calendar(job.schedule, update, job.timezone),
            jitter_minutes=job.schedule.jitter_minutes,
            next_runs=[f"{run:%a %Y-%m-%d %H:%M}" for run in next_runs(job.schedule, update, ZoneInfo(job.timezone), now)],
        )
        for update in job.updates()
    ]


def _no_account(manager: Manager) -> list[UnitProblem]:
    if manager.kind != "system":
        return []
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        hint = f"useradd --system --home-dir /var/lib/{ACCOUNT} --shell /usr/sbin/nologin {ACCOUNT}, and let it read the feeds."
        return [UnitProblem(unit=ACCOUNT, message=f"The account {ACCOUNT}, which runs the jobs, does not exist", hint=hint)]
    return []


def _warnings(workspace: Workspace) -> list[str]:
    return [f"{Path(problem.file)}:{problem.line}: {problem.message}. {problem.hint}".strip() for problem in workspace.problems]


def _on_the_server(states: dict[str, State], services: Sequence[str]) -> list[str]:
    """What apply doesn't change, and the administrator may want to know."""
    drop_ins = [f"{name} has a drop-in, which stays: {state.drop_ins}" for name, state in sorted(states.items()) if state.drop_ins]
    failed = [f"{name}: its last run failed; `patronctl status` says why" for name in services if _has_failed(states, name)]
    return drop_ins + failed


def _has_failed(states: dict[str, State], name: str) -> bool:
    return states.get(name, State()).active == "failed"
