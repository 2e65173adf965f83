"""`patronctl validate`: every problem of every file."""

from pathlib import Path
from typing import Annotated

import typer

from patronctl.cli.common import Format, Workspace, colorful, command_app, show
from patronctl.domain.errors import EXIT_STATUS, Exit

app = command_app()
Paths = Annotated[list[Path] | None, typer.Argument(metavar="PATH", help="Files or folders; without one, the whole workspace.")]


@app.command(epilog=EXIT_STATUS)
def validate(paths: Paths = None, workspace: Workspace = None, format: Format = "text") -> None:
    """Check the configuration: all problems at once, each with its place and a hint."""
    from patronctl.cli.common import places
    from patronctl.config.workspace import load
    from patronctl.views import problems

    found = load(places(workspace, None).workspace, paths or ())
    show(
        problems.as_json(found.problems)
        if format == "json"
        else problems.as_text(found.root, found.problems, found.files, color=colorful())
    )
    raise typer.Exit(Exit.USAGE if found.errors else Exit.DONE)
