"""`patronctl apply`: do a plan, and read back whether it is done."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from patronctl.domain.errors import ConfigurationError, PatronctlError
from patronctl.domain.timer_plan import TimerPlan
from patronctl.files import account
from patronctl.places import Places, real, write_atomically
from patronctl.store.lock import held
from patronctl.timers.apply import apply
from patronctl.timers.make_plan import Wanted, left_to_do, plan, wanted
from patronctl.timers.systemctl import Manager, NoManager, Systemctl, user_units


def manager(*, user: bool = False, unit_dir: Path | None = None) -> Manager:
    """Who runs the units: the system, the user's own manager, or nobody where only a folder is written."""
    if user and unit_dir:
        raise ConfigurationError("--user and --unit-dir can't go together", hint="--unit-dir writes files and asks no systemd.")
    return NoManager(real(unit_dir)) if unit_dir else Systemctl(user=user)


def saved(path: Path) -> TimerPlan:
    """A plan from `patronctl plan --out`. Raises ConfigurationError for anything else, and for a plan that was edited."""
    try:
        found = TimerPlan.model_validate_json(path.read_bytes())
    except OSError as problem:
        raise ConfigurationError(
            f"The plan {path} can't be read: {problem.strerror}", hint="Make it with `patronctl plan --out`."
        ) from None
    except ValidationError:
        raise ConfigurationError(f"{path} is not a plan of this version", hint="Make it again with `patronctl plan --out`.") from None
    if found.sealed().digest != found.digest:
        raise ConfigurationError(f"The plan {path} was changed after it was made", hint="Make it again with `patronctl plan --out`.")
    return found


def save(made: TimerPlan, path: Path) -> None:
    """Write a plan for `saved`, the whole of it or nothing. Raises ConfigurationError."""
    try:
        write_atomically(real(path.parent) / path.name, made.model_dump_json(indent=2) + "\n", mode=0o644)
    except OSError as problem:
        raise ConfigurationError(
            f"The plan can't be written to {path}: {problem.strerror}", hint="Name a file in a folder that exists."
        ) from None


def now() -> datetime:
    """The moment from which next runs count."""
    return datetime.now(UTC)


@contextmanager
def alone(*, user: bool, unit_dir: Path | None) -> Iterator[None]:
    """Keep another `apply` out, from making the plan to reading it back. Raises AlreadyRunningError naming who is at it.

    Where only a folder is written nobody is kept out, nor is an account that may not change the system's units: systemd refuses it.
    """
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or real(user_units()).parent) if user else Path("/run")
    if unit_dir or not os.access(folder, os.W_OK):
        yield
        return
    who = f"an apply of {account()}"
    with held(folder / "patronctl-apply.lock", "the timers of this server", who, hint="Wait for it to end, then look at `patronctl plan`."):
        yield


def prepare(path: Path | None, places: Places, *, user: bool, unit_dir: Path | None, prune: bool) -> tuple[TimerPlan, Wanted]:
    """The plan to do: a saved one if it is still true, else one made now; and what the configuration asks for, to compare with afterwards.

    Raises PatronctlError where configuration or server have moved since a plan was saved.
    """
    if path is None:
        asked = wanted(places, manager(user=user, unit_dir=unit_dir))
        return plan(places, manager(user=user, unit_dir=unit_dir), prune=prune, now=now(), asked=asked), asked
    given = saved(path)
    if given.workspace != str(places.workspace):
        raise PatronctlError(f"The plan is for the workspace {given.workspace}, not {places.workspace}", hint="Give --workspace.")
    asked = wanted(places, _manager_of(given))
    fresh = plan(places, _manager_of(given), prune=given.prune, now=now(), asked=asked)
    if fresh.digest != given.digest:
        raise PatronctlError(
            f"The plan is out of date: {_what_moved(given, fresh)}",
            hint="Nothing was changed. Make a new plan with `patronctl plan --out`, read it, and apply that.",
            code="plan_out_of_date",
        )
    return given, asked


def refuse_problems(given: TimerPlan) -> None:
    """Raises PatronctlError while somebody else holds a name, or the account is missing."""
    if given.problems:
        more = f" (and {len(given.problems) - 1} more)" if given.problems[1:] else ""
        raise PatronctlError(f"Nothing was changed: {given.problems[0].message}{more}", hint=given.problems[0].hint)


def carry_out(given: TimerPlan, places: Places, tell: Callable[[str], None], asked: Wanted | None = None) -> None:
    """Do the plan, then look at the server again: what is still to do is an error. `asked` saves reading the configuration once more."""
    refuse_problems(given)
    apply(given, _manager_of(given), tell)
    after = left_to_do(asked or wanted(places, _manager_of(given)), places, _manager_of(given), prune=given.prune)
    if after:
        left = ", ".join(f"{change.unit} ({change.reason})" for change in after[:5])
        raise PatronctlError(f"Applied, but read back there is still something to do: {left}", hint="`patronctl plan` shows all of it.")


def _manager_of(given: TimerPlan) -> Manager:
    return manager(user=given.manager == "user", unit_dir=Path(given.unit_folder) if given.manager == "none" else None)


def _what_moved(given: TimerPlan, fresh: TimerPlan) -> str:
    before = {(change.unit, change.action, change.text) for change in given.changes}
    after = {(change.unit, change.action, change.text) for change in fresh.changes}
    units = sorted({unit for unit, _, _ in before ^ after})
    return ", ".join(units[:5]) + (f" and {len(units) - 5} more" if units[5:] else "") if units else "something moved on the server"
