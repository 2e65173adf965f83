"""`patronctl check`: Test Server."""

from typing import Annotated

import typer

from patronctl.cli.common import Format, State, Workspace, command_app, owned_places, show
from patronctl.cli.completion import job_names
from patronctl.domain.errors import EXIT_STATUS, Exit

app = command_app()
Job = Annotated[str, typer.Argument(metavar="JOB", help="A job; or a target, as NAME or DISTRICT/NAME.", autocompletion=job_names)]
ShowValues = Annotated[bool, typer.Option("--show-values", help="Show the sample's personal values; passwords never.")]


@app.command(epilog=EXIT_STATUS)
def check(job: Job, show_values: ShowValues = False, workspace: Workspace = None, state: State = None, format: Format = "text") -> None:
    """Test a job's server, file, header and conversion, and the circulation source; or a target. Changes nothing."""
    from patronctl.config.workspace import load
    from patronctl.review.check import check as run_check
    from patronctl.review.check_target import check_target, find_target
    from patronctl.views import check as view

    where = owned_places(workspace, state)
    known = load(where.workspace)
    target = None if job in known.jobs else find_target(known, job)
    report = check_target(*target) if target else run_check(where, job, show_values=show_values)
    show(view.as_json(report) if format == "json" else view.render(report))
    raise typer.Exit(Exit.DONE if report.passed else Exit.FEED)
