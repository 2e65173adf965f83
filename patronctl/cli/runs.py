"""`patronctl runs`: what ran, and one run in full."""

from typing import Annotated, Literal

import typer

from patronctl.cli.common import Format, State, Workspace, command_app, places, show
from patronctl.cli.completion import job_names
from patronctl.cli.groups import DefaultToList
from patronctl.domain.errors import EXIT_STATUS

app = command_app("List the runs; show, prune or cancel them.", cls=DefaultToList)
RunId = Annotated[str, typer.Argument(metavar="RUN", help="The run's identifier, any part of it that no other run has, or `latest`.")]
Form = Annotated[Literal["text", "json", "markdown"], typer.Option("--format", help="The form of the summary.")]


@app.command("list", epilog=EXIT_STATUS)
def list_runs(
    job: Annotated[str | None, typer.Argument(help="Only the runs of this job.", autocompletion=job_names)] = None,
    workspace: Workspace = None,
    state: State = None,
    format: Format = "text",
) -> None:
    """List the runs, newest first. `patronctl runs [JOB]` means this."""
    from patronctl.review.runs import runs_of
    from patronctl.views import runs

    found = runs_of(places(workspace, state), job, ("list", "show", "prune", "cancel"))
    show(runs.as_json(found) if format == "json" else runs.RunList(found))


@app.command("show", epilog=EXIT_STATUS)
def show_run(run: RunId, workspace: Workspace = None, state: State = None, format: Form = "text") -> None:
    """Show the Job Summary of one run."""
    from patronctl.store import run_folder
    from patronctl.views.forms import render

    show(render(run_folder.find(places(workspace, state), run), format))


@app.command("prune", epilog=EXIT_STATUS)
def prune_runs(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which.")] = False, workspace: Workspace = None, state: State = None
) -> None:
    """Remove old runs with their files, as `keep_runs` of each job says. The last success and the baseline stay."""
    from patronctl.config.workspace import load
    from patronctl.update.prune import prune
    from patronctl.views import runs

    where = places(workspace, state)
    show(runs.removed(prune(load(where.workspace), where, dry_run=dry_run), dry_run=dry_run))


@app.command("cancel", epilog=EXIT_STATUS)
def cancel_run(run: RunId, workspace: Workspace = None, state: State = None) -> None:
    """End a run that is under way. The store stays as it was before the run."""
    from patronctl.store import run_folder
    from patronctl.update.cancel import cancel
    from patronctl.views.text import outcome

    show(outcome(cancel(run_folder.find(places(workspace, state), run))))
