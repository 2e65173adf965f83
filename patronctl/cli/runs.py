"""`patronctl runs`: what ran, and one run in full."""

from itertools import islice
from typing import Annotated, Literal

import typer

from patronctl.cli.common import Format, ShowWho, State, Workspace, command_app, count_shown, places, show, show_piece_by_piece
from patronctl.cli.completion import job_names
from patronctl.cli.groups import DefaultToList
from patronctl.domain.errors import EXIT_STATUS

app = command_app("List the runs; show, prune or cancel them.", cls=DefaultToList)
RunId = Annotated[str, typer.Argument(metavar="RUN", help="The run's identifier, any part of it that no other run has, or `latest`.")]
Most = Annotated[int, typer.Option("--limit", min=0, help="The newest so many; 0 is all.")]
Form = Annotated[Literal["text", "json", "markdown"], typer.Option("--format", help="The form of the summary.")]


@app.command("list", epilog=EXIT_STATUS)
def list_runs(
    job: Annotated[str | None, typer.Argument(help="Only the runs of this job.", autocompletion=job_names)] = None,
    workspace: Workspace = None,
    state: State = None,
    format: Format = "text",
    most: Most = 200,
) -> None:
    """List the runs, newest first. `patronctl runs [JOB]` means this."""
    from patronctl.review.runs import refuse_unknown
    from patronctl.store import run_folder
    from patronctl.views import runs

    where = places(workspace, state)
    more = max(len(run_folder.all_folders(where, job)) - most, 0) if most else 0
    if job and not run_folder.all_folders(where, job):
        refuse_unknown(where, job, ("list", "show", "prune", "cancel"))
    if format == "json":
        show_piece_by_piece(runs.as_json(islice(run_folder.newest_of_all(where, job), most or None), more))
    else:
        show(runs.RunList(run_folder.every(where, job, most=most or None), more))


@app.command("show", epilog=EXIT_STATUS)
def show_run(run: RunId, shown: ShowWho = "", workspace: Workspace = None, state: State = None, format: Form = "text") -> None:
    """Show the Job Summary of one run; with --show also who was in its plan."""
    from patronctl.store import run_folder
    from patronctl.update.job import values_of
    from patronctl.views import text
    from patronctl.views.forms import render
    from patronctl.views.who import FIRST, who

    where = places(workspace, state)
    found = run_folder.find(where, run)
    most = count_shown(shown, FIRST if found.record.dry_run else 0)
    people = who(found, values_of(found, where), most) if most and format == "text" else ()
    show(text.render(found, people=people) if format == "text" else render(found, format))


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
