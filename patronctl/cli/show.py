"""`patronctl show`: the effective configuration of a job."""

from typing import Annotated, Literal

import typer

from patronctl.cli.common import State, Workspace, command_app, places
from patronctl.domain.errors import EXIT_STATUS

app = command_app()
Form = Annotated[Literal["yaml", "json"], typer.Option("--format", help="For people, or for programs.")]


@app.command(epilog=EXIT_STATUS)
def show(job: str, workspace: Workspace = None, state: State = None, format: Form = "yaml") -> None:
    """Show everything that counts for a job, each value with the file and the line that gave it."""
    from patronctl.review.show import as_json, as_yaml
    from patronctl.review.show import show as values_of

    values = values_of(places(workspace, state), job)
    typer.echo(as_json(job, values) if format == "json" else as_yaml(values))
