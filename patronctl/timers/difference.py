"""Desired against installed: what to create, update, delete and enable, and why."""

import difflib
import hashlib
from dataclasses import dataclass

from patronctl.domain.timer_plan import Action, UnitChange, UnitProblem
from patronctl.timers.installed import Installed
from patronctl.timers.systemctl import Manager
from patronctl.timers.unit import DIGEST, Unit


@dataclass(frozen=True)
class Difference:
    """The changes in the order of their names, and the names that somebody else holds."""

    changes: list[UnitChange]
    problems: list[UnitProblem]
    unchanged: int
    observed: str


def between(desired: dict[str, Unit], installed: Installed, manager: Manager, *, prune: bool) -> Difference:
    """Compare. Pure: nothing is asked or changed any more."""
    problems = [problem for name in sorted(desired) if (problem := _taken(name, installed, manager))]
    taken = {problem.unit for problem in problems}
    wanted = [_wanted(desired[name], installed, manager) for name in sorted(desired) if name not in taken]
    unwanted = [_deleted(unit) for name, unit in sorted(installed.ours.items()) if prune and name not in desired]
    changes = [change for change in wanted if change] + unwanted
    return Difference(changes, problems, wanted.count(None), _observed(installed))


def _taken(name: str, installed: Installed, manager: Manager) -> UnitProblem | None:
    hint = "Rename the job, or remove the unit if nobody needs it. patronctl never touches what it did not make."
    if name in installed.foreign:
        return UnitProblem(unit=name, message=f"{manager.folder / name} has this name, and {installed.foreign[name]}", hint=hint)
    elsewhere = installed.state(name).file
    if elsewhere and name not in installed.ours and not elsewhere.startswith(f"{manager.folder}/"):
        return UnitProblem(unit=name, message=f"{elsewhere} has this name already", hint=hint)
    return None


def _wanted(unit: Unit, installed: Installed, manager: Manager) -> UnitChange | None:
    there = installed.ours.get(unit.name)
    if unit.name in installed.masked:
        return _written(unit, None, "update", "masked by hand: systemd ignores it", drift=True)
    if there is None:
        return _created(unit, installed)
    if not there.is_as_made:
        return _written(unit, there, "update", "edited by hand", drift=True)
    if there.text != unit.text:
        return _written(unit, there, "update", "the configuration changed")
    reason = _state_drift(unit, installed) if manager.kind != "none" else ""
    return UnitChange(unit=unit.name, job=unit.job or "", action="enable", reason=reason, drift=True) if reason else None


def _created(unit: Unit, installed: Installed) -> UnitChange:
    rest = [other for other in installed.ours.values() if other.job == unit.job and other.is_timer]
    if rest and not unit.is_timer:
        return _written(unit, None, "create", "missing: its timer is there without it", drift=True)
    return _written(unit, None, "create", "new")


def _state_drift(unit: Unit, installed: Installed) -> str:
    state = installed.state(unit.name)
    if state.needs_reload or (unit.is_timer and state.load == "not-found"):
        return "systemd has not read it yet"
    if not unit.is_timer:
        return ""
    if state.enabled != "enabled":
        return "disabled by hand: it would not come back after a reboot"
    if state.active == "failed":
        return f"failed: {state.result}"
    return "" if state.active == "active" else "stopped by hand: it will not fire"


def _written(unit: Unit, there: Unit | None, action: Action, reason: str, *, drift: bool = False) -> UnitChange:
    return UnitChange(
        unit=unit.name, job=unit.job or "", action=action, reason=reason, drift=drift,
        diff=_diff(unit.name, there.text if there else "", unit.text), text=unit.text,
    )  # fmt: skip


def _deleted(unit: Unit) -> UnitChange:
    reason = "no job asks for it any more"
    return UnitChange(unit=unit.name, job=unit.job or "", action="delete", reason=reason, diff=_diff(unit.name, unit.text, ""))


def _diff(name: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(_without_digest(before), _without_digest(after), f"installed/{name}", f"desired/{name}", lineterm="")
    # What a hand wrote may hold bytes that are no text: show them as escapes, a plan is JSON.
    return "\n".join(lines).encode("utf-8", "backslashreplace").decode()


def _without_digest(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith(DIGEST)]


def _observed(installed: Installed) -> str:
    """What apply relies on: the files, and whether the timers are enabled and waiting; not whether a run is on its way."""
    files = [(name, unit.text) for name, unit in sorted(installed.ours.items())]
    timers = [(name, s.load, s.enabled, s.active, s.file) for name, s in sorted(installed.states.items()) if name.endswith(".timer")]
    seen = repr((files, sorted(installed.foreign), sorted(installed.masked), timers))
    return hashlib.sha256(seen.encode("utf-8", "surrogateescape")).hexdigest()
