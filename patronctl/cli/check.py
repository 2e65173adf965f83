"""`patronctl check`: Test Server."""

from typing import Annotated

import typer

from patronctl.cli.common import Format, State, Workspace, command_app, places, show
from patronctl.domain.errors import EXIT_STATUS, Exit

app = command_app()
ShowValues = Annotated[bool, typer.Option("--show-values", help="Show the sample's personal values; passwords never.")]


@app.command(epilog=EXIT_STATUS)
def check(job: str, show_values: ShowValues = False, workspace: Workspace = None, state: State = None, format: Format = "text") -> None:
    """Test a job's server, file, header and conversion, and the circulation source, step by step. Changes nothing."""
    from patronctl.review.check import check as run_check
    from patronctl.views import check as view

    report = run_check(places(workspace, state), job, show_values=show_values)
    show(view.as_json(report) if format == "json" else view.render(report))
    raise typer.Exit(Exit.DONE if report.passed else Exit.FEED)
