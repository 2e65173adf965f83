"""`patronctl plan`: the timers on this server against the configuration, or the configuration against a git revision."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from patronctl.cli.common import State, Workspace, command_app, places, show
from patronctl.domain.errors import EXIT_STATUS, Exit

app = command_app()
Form = Annotated[Literal["text", "json", "markdown"], typer.Option("--format", help="For people, programs, or a pull request comment.")]
User = Annotated[bool, typer.Option("--user", help="The timers of your own user manager instead of the system's.")]
UnitDir = Annotated[Path | None, typer.Option(help="Only the unit files in this folder; no systemd is asked.")]
Prune = Annotated[bool, typer.Option("--prune/--no-prune", help="Remove the timers of jobs that are gone.")]
Out = Annotated[Path | None, typer.Option(help="Save the plan, for `patronctl apply PLAN`.")]
Pending = Annotated[bool, typer.Option("--exit-code", help="End with 4 when there is something to change.")]


@app.command(epilog=EXIT_STATUS)
def plan(
    user: User = False,
    unit_dir: UnitDir = None,
    prune: Prune = True,
    out: Out = None,
    exit_code: Pending = False,
    workspace: Workspace = None,
    state: State = None,
    format: Form = "text",
) -> None:
    """Show what `apply` would change: units to create, update, delete and enable, drift, and when every job runs next."""
    from patronctl.timers.forms import render
    from patronctl.usecases import plan as use_case
    from patronctl.usecases.apply import manager, now, save

    made = use_case.plan(places(workspace, state), manager(user=user, unit_dir=unit_dir), prune=prune, now=now())
    if out:
        save(made, out)
    show(render(made, format))
    raise typer.Exit(Exit.FAILED if made.problems else Exit.PENDING if exit_code and made.changes else Exit.DONE)
