"""`patronctl patrons`: look into the store."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from patronctl.cli.common import State, Workspace, command_app, places
from patronctl.cli.completion import district_names
from patronctl.domain.errors import EXIT_STATUS

app = command_app()
District = Annotated[str, typer.Argument(metavar="DISTRICT", help="A district's name.", autocompletion=district_names)]
Form = Annotated[Literal["csv", "json", "parquet"], typer.Option("--format", help="The form of the list.")]


@app.command(epilog=EXIT_STATUS)
def patrons(
    district: District,
    format: Form = "csv",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to a file.")] = None,
    workspace: Workspace = None,
    state: State = None,
) -> None:
    """List the patrons of a district with every field but the password, and when they were seen."""
    from patronctl.review.patrons import list_patrons

    list_patrons(places(workspace, state), district, format, out)
