"""`patronctl init`: a new workspace."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from patronctl.cli.common import command_app, show
from patronctl.domain.errors import EXIT_STATUS

app = command_app()


Title = Annotated[str | None, typer.Option("--district", metavar="TITLE", help="The district's name, for people; asked for if left out.")]
InstallFrom = Annotated[
    str, typer.Option(metavar="SPEC", show_default="where this one came from", help="What CI installs: git+URL@REVISION, or a wheel.")
]


@app.command(epilog=EXIT_STATUS)
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new workspace; made when missing.")],
    district: Title = None,
    install_from: InstallFrom = "",
) -> None:
    """Make a workspace: a commented district, job and properties, a tiny feed, and CI workflows."""
    from patronctl.config import new_workspace
    from patronctl.config.new_workspace.installed import WHEEL, install_spec

    if district is None:
        asked = sys.stdin.isatty()
        district = typer.prompt("The district's name", default=new_workspace.EXAMPLE) if asked else new_workspace.EXAMPLE
    written = new_workspace.create(folder, district, install_from)
    lines = [*(str(path) for path in written), "", f"Next: cd {folder} && patronctl validate"]
    if (install_from or install_spec()) == WHEEL:
        lines.append(f"For CI, put patronctl's wheel at {folder / WHEEL}, or say in the workflow which repository and revision to install.")
    show("\n".join(lines))
