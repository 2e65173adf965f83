"""Do a plan, step by step, and say after a failure what was done and what was not.

Every step may be repeated: whatever is left after a failure is a difference that the next plan shows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from patronctl import files
from patronctl.domain.errors import PatronctlError
from patronctl.domain.timer_plan import Action, TimerPlan
from patronctl.timers import unit_files
from patronctl.timers.systemctl import Manager


class ApplyError(PatronctlError):
    """A step failed. `done` and `not_done` are the titles of the steps."""

    def __init__(self, problem: PatronctlError | OSError, done: list[str], not_done: list[str]) -> None:
        why = problem.message if isinstance(problem, PatronctlError) else str(problem)
        hint = problem.hint if isinstance(problem, PatronctlError) and problem.hint else "Mend the cause."
        message = "\n".join([why, f"Done: {', '.join(done) or 'nothing'}.", f"Not done: {', '.join(not_done)}."])
        super().__init__(message, hint=f"{hint} Then run `patronctl apply` again: it finishes what is left.", code="apply_failed")
        self.done = done
        self.not_done = not_done


@dataclass(frozen=True)
class Step:
    """One thing to do, and its title for the report."""

    title: str
    do: Callable[[], None]
    units: list[str] = field(default_factory=list)


def apply(plan: TimerPlan, manager: Manager, tell: Callable[[str], None]) -> list[str]:
    """Do every step of the plan; answer with the titles of what was done. Raises ApplyError."""
    steps = _steps(plan, manager)
    for number, step in enumerate(steps):
        try:
            step.do()
        except (PatronctlError, OSError) as problem:
            raise ApplyError(problem, [s.title for s in steps[:number]], [s.title for s in steps[number:]]) from problem
        tell(step.title)
    return [step.title for step in steps]


def _steps(plan: TimerPlan, manager: Manager) -> list[Step]:
    written = _names(plan, "create", "update")
    gone = _names(plan, "delete")
    asks = manager.kind != "none"
    begin = _timers(_names(plan, "create", "update", "enable"))
    end = _timers(gone)
    steps = [
        _systemctl(manager, "stop", "stop", end),
        _systemctl(manager, "disable", "disable", end, "--no-reload", "--quiet"),
        Step(f"write {_count(written)}", lambda: _write(plan, manager), written),
        Step(f"remove {_count(gone)}", lambda: _remove(gone, manager), gone),
        Step("reload systemd", lambda: manager.run("daemon-reload"), [*written, *gone, *begin] if asks else []),
        _systemctl(manager, "enable", "enable", begin, "--no-reload", "--quiet"),
        # Otherwise a timer whose time moved would catch up at once, in the middle of the day: apply starts no run.
        Step(f"let no run be caught up by {_count(begin, 'timer')}", lambda: _begin_now(begin, manager), begin if asks else []),
        _systemctl(manager, "start", "start", begin),
    ]
    return [step for step in steps if step.units]


def _systemctl(manager: Manager, title: str, verb: str, timers: list[str], *options: str) -> Step:
    if manager.kind == "none":
        timers = []
    return Step(f"{title} {_count(timers, 'timer')}", lambda: manager.run(verb, timers, options), timers)


def _begin_now(timers: list[str], manager: Manager) -> None:
    """Stop them, and date their last run now. (`systemctl clean` would do, but takes minutes for a thousand timers.)"""
    states = manager.states(timers)
    for verb, state in (("stop", "active"), ("reset-failed", "failed")):
        if names := [name for name in timers if name in states and states[name].active == state]:
            manager.run(verb, names)
    files.make_folders(manager.stamps)
    for name in timers:
        files.touch(manager.stamps / f"stamp-{name}")


def _names(plan: TimerPlan, *actions: Action) -> list[str]:
    return [change.unit for change in plan.changes if change.action in actions]


def _timers(names: list[str]) -> list[str]:
    return [name for name in names if name.endswith(".timer")]


def _count(names: list[str], noun: str = "unit") -> str:
    return f"{len(names)} {noun}{'s' if len(names) != 1 else ''}"


def _write(plan: TimerPlan, manager: Manager) -> None:
    unit_files.write(manager.folder, {change.unit: change.text for change in plan.changes if change.text is not None})


def _remove(names: list[str], manager: Manager) -> None:
    for name in names:
        files.remove(manager.folder / name)
        files.remove(manager.stamps / f"stamp-{name}")
