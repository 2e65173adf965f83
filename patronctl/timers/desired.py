"""The units that the configuration asks for."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from patronctl.domain.schedule import Schedule, Update
from patronctl.timers import escape
from patronctl.timers.job import Server, TimedJob
from patronctl.timers.unit import DIGEST, WORKSPACE, Unit, digest_of, failed_name, service_name, service_template, timer_name

TIMEOUT = "4h"
"""A run that takes longer hangs."""
MEMORY = "5G"
"""A run that needs more is stopped before the server suffers: DuckDB is given 3 GiB at most, and Python needs some beside it."""
STATE = Path("/var/lib/patronctl")
"""The state that systemd makes and hands to the account; another one has to be there."""


def units(jobs: Iterable[TimedJob], server: Server) -> dict[str, Unit]:
    """Every wanted unit by name. Raises ConfigurationError where a path can't stand in a unit."""
    return {unit.name: unit for job in jobs for unit in _units_of(job, server)}


def on_calendar(schedule: Schedule, update: Update, timezone: str) -> str:
    """The moments of one kind of update in systemd's words: weekdays, time, and the district's time zone."""
    days = schedule.full if update == "full" else schedule.incremental
    return f"{','.join(day.capitalize() for day in days)} *-*-* {schedule.time}:00 {timezone}"


def _units_of(job: TimedJob, server: Server) -> list[Unit]:
    if not job.updates():
        return []
    common = _common(job, server)
    timers = [
        _render("timer", timer_name(job.name, update), common, update=update, service=service_name(job.name, update),
                calendar=on_calendar(job.schedule, update, job.timezone))
        for update in job.updates()
    ]  # fmt: skip
    return [
        *timers,
        _render("service", service_template(job.name), common),
        _render("failed", failed_name(job.name), common),
    ]


def _common(job: TimedJob, server: Server) -> dict[str, Any]:
    encrypted = server.encrypted_credentials
    return {
        "job": job,
        "server": server,
        "command": server.command,
        "timeout": TIMEOUT,
        "memory": MEMORY,
        "failed": failed_name(job.name),
        "state_directory": STATE,
        "plain_credentials": [name for name in job.credentials if name not in encrypted],
        "encrypted_credentials": [name for name in job.credentials if name in encrypted],
        "writes": _outermost(job.writes),
        "reads": [path for path in _outermost([server.workspace, *server.runtime, *job.reads]) if path not in job.writes],
    }


def _outermost(paths: Iterable[Path]) -> list[Path]:
    """Each path once, and none that lies in another: a folder is bound with all that is in it."""
    given = set(paths)
    return sorted(path for path in given if not given & set(path.parents))


def _render(template: str, name: str, common: dict[str, Any], **more: Any) -> Unit:
    text = _environment().get_template(f"{template}.jinja").render(**common, name=name, **more)
    digest = f"{DIGEST}{digest_of(text)}\n"
    head, marker, rest = text.partition(f"\n{WORKSPACE}")
    line, newline, rest = rest.partition("\n")
    return Unit(name, f"{head}{marker}{line}{newline}{digest}{rest}")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("patronctl.timers", "units"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, finalize=escape.only_escaped,
    )  # fmt: skip
    environment.filters.update(
        text=escape.text, plain=escape.plain, word=escape.word, calendar=escape.calendar, command=escape.command, bind=escape.bind,
        assignment=escape.assignment,
    )  # fmt: skip
    return environment
