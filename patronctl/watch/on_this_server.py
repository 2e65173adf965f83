"""What systemd on this server says of the jobs of a workspace. Nothing is asked where no unit of ours lies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from patronctl.domain.errors import PatronctlError
from patronctl.domain.health import KINDS, BrokenService
from patronctl.places import Places
from patronctl.timers import journal
from patronctl.timers.systemctl import SYSTEM_UNITS, Systemctl, user_units
from patronctl.timers.unit import PREFIX, Unit, service_name, timer_name


@dataclass(frozen=True)
class OnThisServer:
    """`timers`: every timer file of this workspace and when it was written. `stopped`: those that don't wait for their time.
    `broken`: by job, its service that failed last."""

    timers: Mapping[str, datetime] = field(default_factory=dict)
    stopped: frozenset[str] = frozenset()
    broken: Mapping[str, BrokenService] = field(default_factory=dict)

    def since(self, job: str) -> datetime | None:
        """Since when a timer starts the job: the time of its latest unit file. A run due before it was not its to start."""
        return max((self.timers[name] for name in _names(job) if name in self.timers), default=None)

    def timers_of(self, job: str) -> Literal["waiting", "none", "stopped", ""]:
        """Whether timers start the job; blank where none of this workspace's jobs has any."""
        own = [name for name in _names(job) if name in self.timers]
        if not self.timers:
            return ""
        return "none" if not own else "stopped" if self.stopped.intersection(own) else "waiting"


def on_this_server(places: Places, jobs: Sequence[str]) -> OnThisServer:
    """Look at the unit files, and ask systemd about the jobs' timers and services."""
    found: dict[str, datetime] = {}
    stopped: set[str] = set()
    broken: dict[str, BrokenService] = {}
    for folder, user in ((SYSTEM_UNITS, False), (user_units(), True)):
        here = dict(_timers(folder, places.workspace))
        found |= here
        asked = [name for job in jobs for name in _names(job) if name in here]
        if asked:
            stopped |= _stopped(asked, user=user)
        if asked or _has_services(folder, jobs):
            broken |= _broken(jobs, user=user)
    return OnThisServer(found, frozenset(stopped), broken)


def _names(job: str) -> list[str]:
    return [timer_name(job, update) for update in KINDS]


def _timers(folder: Path, workspace: Path) -> Iterator[tuple[str, datetime]]:
    for path in folder.glob(f"{PREFIX}*.timer"):
        try:
            unit = Unit(path.name, path.read_text(encoding="utf-8", errors="replace"))
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except OSError:
            continue
        if unit.workspace == str(workspace):
            yield path.name, written


def _has_services(folder: Path, jobs: Sequence[str]) -> bool:
    """Services without timers, as under a broken configuration of which only a job's name is known."""
    return any((folder / f"{PREFIX}{job}@.service").exists() for job in jobs)


def _stopped(timers: Sequence[str], *, user: bool) -> set[str]:
    try:
        states = Systemctl(user=user).states(timers)
    except PatronctlError:
        return set()
    return {name for name, state in states.items() if state.active != "active"}


def _broken(jobs: Sequence[str], *, user: bool) -> dict[str, BrokenService]:
    services = {service_name(job, update): job for job in jobs for update in KINDS}
    failed = sorted(journal.failed(list(services), user=user).values(), key=lambda one: one.started)
    return {services[one.unit]: one for one in failed if one.unit in services}
