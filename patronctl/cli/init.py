"""`patronctl init`: a new workspace."""

from pathlib import Path
from typing import Annotated

import typer

from patronctl.cli.common import command_app, show
from patronctl.domain.errors import EXIT_STATUS

app = command_app()


@app.command(epilog=EXIT_STATUS)
def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new workspace; made when missing.")]) -> None:
    """Make a workspace: a commented district, job and properties, a tiny feed, and the CI workflow."""
    from patronctl.config import new_workspace

    written = new_workspace.create(folder)
    show("\n".join([*(str(path) for path in written), "", f"Next: cd {folder} && patronctl validate"]))
