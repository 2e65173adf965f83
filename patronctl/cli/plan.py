"""`patronctl plan`: the timers on this server against the configuration, or the configuration against a git revision."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from patronctl.cli.common import State, Workspace, command_app, places, show
from patronctl.domain.errors import EXIT_STATUS, Exit

if TYPE_CHECKING:
    from patronctl.places import Places

app = command_app()
Form = Annotated[Literal["text", "json", "markdown"], typer.Option("--format", help="For people, programs, or a pull request comment.")]
User = Annotated[bool, typer.Option("--user", help="The timers of your own user manager instead of the system's.")]
UnitDir = Annotated[Path | None, typer.Option(help="Only the unit files in this folder; no systemd is asked.")]
Prune = Annotated[bool, typer.Option("--prune/--no-prune", help="Remove the timers of jobs that are gone.")]
Out = Annotated[Path | None, typer.Option(help="Save the plan, for `patronctl apply PLAN`; with --against, what is printed.")]
Against = Annotated[str | None, typer.Option(metavar="REV", help="Compare the configuration with a git revision instead; for CI.")]
Pending = Annotated[bool, typer.Option("--exit-code", help="The same as --fail-on change.")]
FailOn = Annotated[
    Literal["danger", "change"] | None,
    typer.Option(help="End with 4 when there is something to change; with --against, also: only when something is dangerous."),
]


@app.command(epilog=EXIT_STATUS)
def plan(
    against: Against = None,
    user: User = False,
    unit_dir: UnitDir = None,
    prune: Prune = True,
    out: Out = None,
    fail_on: FailOn = None,
    exit_code: Pending = False,
    workspace: Workspace = None,
    state: State = None,
    format: Form = "text",
) -> None:
    """Show what `apply` would change: units to create, update, delete and enable, drift, and when every job runs next."""
    where = places(workspace, state)
    fail_on = fail_on or ("change" if exit_code else None)
    if against:
        raise typer.Exit(_compare(where, against, format, fail_on, out, count=state is not None))
    if fail_on == "danger":
        raise typer.BadParameter("--fail-on danger goes with --against: a plan of timers has no dangers")
    from patronctl.timers import make_plan as use_case
    from patronctl.timers.apply_plan import manager, now, save
    from patronctl.views.timer_plan import render

    made = use_case.plan(where, manager(user=user, unit_dir=unit_dir), prune=prune, now=now())
    if out:
        save(made, out)
    show(render(made, format))
    raise typer.Exit(Exit.FAILED if made.problems else Exit.PENDING if fail_on and made.changes else Exit.DONE)


def _compare(
    where: "Places",
    revision: str,
    form: Literal["text", "json", "markdown"],
    fail_on: Literal["danger", "change"] | None,
    out: Path | None,
    *,
    count: bool,
) -> int:
    from patronctl.review.compare import against
    from patronctl.timers.apply_plan import now
    from patronctl.views.comparison import render, save

    found = against(where, revision, now(), count=count)
    if out:
        save(found, form, out)
    show(render(found, form))
    counted = found.dangerous if fail_on == "danger" else found.changes
    return Exit.PENDING if fail_on and counted else Exit.DONE
