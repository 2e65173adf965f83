"""From the configuration to what the timers need to know: the jobs with a schedule, and the server they run on."""

import grp
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

import patronctl
from patronctl.account import ACCOUNT
from patronctl.config.district import District, LiveCirculation
from patronctl.config.workspace import LoadedJob, Workspace
from patronctl.places import Places, real
from patronctl.secrets import SecretReference
from patronctl.sources.after_run import Archive
from patronctl.sources.directory import DirectorySource
from patronctl.targets import Target
from patronctl.targets.file import FileTarget
from patronctl.timers.job import Server, TimedJob

HIDDEN = tuple(map(Path, ("/home", "/root", "/run/user", "/tmp", "/var/tmp")))
"""What the sandbox hides; an installation in there is shown to it by name."""


def timed_jobs(workspace: Workspace) -> list[TimedJob]:
    """Every job that has a schedule, by name."""
    return [timed(workspace.jobs[name], workspace.root) for name in sorted(workspace.jobs) if workspace.jobs[name].job.schedule]


def server(places: Places, *, user: bool, encrypted_credentials: frozenset[str]) -> Server:
    """This server, this workspace, and the patronctl that is running now."""
    return Server(
        workspace=places.workspace,
        state=places.state,
        command=_command(),
        runtime=tuple(path for path in _installation() if _is_hidden(path)),
        account=None if user else ACCOUNT,
        reads_journal=not user and _has_group("systemd-journal"),
        encrypted_credentials=encrypted_credentials,
    )


def _has_group(name: str) -> bool:
    return any(group.gr_name == name for group in grp.getgrall())


def references(loaded: LoadedJob) -> list[SecretReference]:
    """Every secret that a run of the job needs."""
    return [part for part in _parts(loaded) if isinstance(part, SecretReference)]


def timed(loaded: LoadedJob, root: Path) -> TimedJob:
    """One job that has a schedule."""
    assert loaded.job.schedule
    parts = list(_parts(loaded))
    folders = [part for part in parts if isinstance(part, DirectorySource)]
    secrets = references(loaded)
    return TimedJob(
        name=loaded.job.name,
        title=loaded.district.title,
        file=loaded.path.relative_to(root).as_posix(),
        district=loaded.district.name,
        timezone=loaded.district.timezone,
        schedule=loaded.job.schedule,
        reads=tuple(_absolute(loaded, name) for name in [folder.folder for folder in folders] + [s.file for s in secrets if s.file]),
        writes=tuple(_absolute(loaded, name) for name in _written(loaded)),
        credentials=tuple(sorted({secret.credential for secret in secrets if secret.credential})),
        network=any(getattr(part, "needs_network", False) for part in parts),
    )


def _written(loaded: LoadedJob) -> Iterator[str]:
    """The folders that a run writes to, beside the state: pages, metrics, and the feed's where the file is moved or deleted."""
    yield from filter(None, (loaded.district.report_folder, loaded.district.metrics_folder))
    for target in loaded.district.targets:
        if isinstance(target, FileTarget) and isinstance(target.to, DirectorySource) and follows_runs(target, loaded.district):
            yield target.to.folder
    source, after_run = loaded.job.source, loaded.job.after_run
    if isinstance(source, DirectorySource) and after_run != "leave":
        yield source.folder
        if isinstance(after_run, Archive) and Path(after_run.archive).is_absolute():
            yield after_run.archive


def _absolute(loaded: LoadedJob, name: str) -> Path:
    return real(loaded.folder / name)


def _parts(loaded: LoadedJob) -> Iterator[BaseModel]:
    yield from _within(loaded.job)
    district = loaded.district
    yield from _within(district.model_copy(update={"targets": [target for target in district.targets if follows_runs(target, district)]}))


def follows_runs(target: Target, district: District) -> bool:
    """Does a run need the target: to deliver to it, or to ask it about circulation?"""
    asked = isinstance(district.circulation, LiveCirculation) and district.circulation.source.target == target.name
    return target.deliver == "after_run" or asked


def _within(value: Any) -> Iterator[BaseModel]:
    """A model and every model in it, whatever family it belongs to: a new source or channel needs no line here."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _within(getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _within(item)
    elif isinstance(value, dict):
        yield from _within(list(value.values()))


def _command() -> tuple[str, ...]:
    script = Path(sys.executable).with_name("patronctl")
    return (str(script),) if script.exists() else (sys.executable, "-m", "patronctl")


def _installation() -> set[Path]:
    return {Path(sys.prefix), Path(sys.base_prefix), Path(patronctl.__file__).parents[1]}


def _is_hidden(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in HIDDEN)
