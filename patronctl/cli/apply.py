"""`patronctl apply`: make the timers on this server what the configuration says."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from patronctl.cli.common import State, Workspace, command_app, places, show
from patronctl.cli.plan import Prune, UnitDir, User
from patronctl.domain.errors import EXIT_STATUS, ConfigurationError

if TYPE_CHECKING:
    from patronctl.places import Places

app = command_app()
Plan = Annotated[Path | None, typer.Argument(metavar="[PLAN]", help="A plan from `patronctl plan --out`; without one, it is made now.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")]


@app.command(epilog=EXIT_STATUS)
def apply(
    plan: Plan = None,
    yes: Yes = False,
    user: User = False,
    unit_dir: UnitDir = None,
    prune: Prune = True,
    workspace: Workspace = None,
    state: State = None,
) -> None:
    """Show the plan, ask, and do exactly it; then read back that it is done. Doing it twice changes nothing."""
    from patronctl.timers import apply_plan as use_case

    with use_case.alone(user=user, unit_dir=unit_dir):
        _apply(plan, places(workspace, state), yes=yes, user=user, unit_dir=unit_dir, prune=prune)


def _apply(plan: Path | None, where: "Places", *, yes: bool, user: bool, unit_dir: Path | None, prune: bool) -> None:
    from patronctl.timers import apply_plan as use_case
    from patronctl.views.timer_plan import render

    todo, asked = use_case.prepare(plan, where, user=user, unit_dir=unit_dir, prune=prune)
    show(render(todo, "text"))
    use_case.refuse_problems(todo)
    if todo.changes:
        if not yes:
            _ask()
        done: list[str] = []

        def tell(step: str) -> None:
            done.append(step)
            typer.echo(f"  ✓ {step}")

        try:
            use_case.carry_out(todo, where, tell, asked)
        except KeyboardInterrupt as stop:
            stop.add_note(f"Done: {', '.join(done) or 'nothing'}. `patronctl apply` goes on from here.")
            raise
        show("Applied, and read back: everything is as the configuration says.")


def _ask() -> None:
    """Ends the command where the answer is no, or where nobody is there to give one."""
    try:
        typer.confirm("Do you want to apply this?", abort=True)
    except typer.Abort as stop:
        typer.echo(err=True)
        if not sys.stdin.isatty():
            raise ConfigurationError("Nothing was changed: there is no terminal to ask on", hint="--yes applies without asking.") from None
        stop.add_note("Nothing was changed.")
        raise
