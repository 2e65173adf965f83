"""`patronctl explain`: one patron in the next full run."""

from typing import Annotated

import typer

from patronctl.cli.common import Format, State, Workspace, command_app, owned_places, show
from patronctl.cli.completion import job_names
from patronctl.domain.errors import EXIT_STATUS

app = command_app()
Job = Annotated[str, typer.Argument(metavar="JOB", help="A job's name.", autocompletion=job_names)]
Patron = Annotated[str, typer.Argument(metavar="PATRON", help="A district ID, or a barcode.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATETIME", help="The run's clock, in the district's time zone.")]


@app.command(epilog=EXIT_STATUS)
def explain(
    job: Job, patron: Patron, as_of: AsOf = None, workspace: Workspace = None, state: State = None, format: Format = "text"
) -> None:
    """Say what the next full run would do with one patron, and why: the file's line, and each retirement rule with its values."""
    from patronctl.review.explain import explain
    from patronctl.views import explanation

    found = explain(owned_places(workspace, state), job, patron, as_of)
    show(found.model_dump_json(indent=2) if format == "json" else explanation.render(found))
