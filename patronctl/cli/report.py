"""`patronctl report`: the Job Manager as a folder of pages, or one run as one page."""

from pathlib import Path
from typing import Annotated

import typer

from patronctl.cli.common import State, Workspace, command_app, places, show
from patronctl.domain.errors import EXIT_STATUS

app = command_app()
Site = Annotated[Path | None, typer.Option("--site", metavar="DIR", help="Write all jobs and runs into this folder.")]
RunId = Annotated[str | None, typer.Option("--run", metavar="RUN", help="Only this run, as one page on standard output; or `latest`.")]


@app.command(epilog=EXIT_STATUS)
def report(site: Site = None, run: RunId = None, workspace: Workspace = None, state: State = None) -> None:
    """Write the Job Manager as HTML into a folder, or one run's Job Summary to standard output."""
    if (site is None) == (run is None):
        raise typer.BadParameter("give one of --site DIR and --run RUN")
    from patronctl.config.workspace import load
    from patronctl.store import run_folder
    from patronctl.update import report as use_case

    where = places(workspace, state)
    loaded = load(where.workspace)
    if run is not None:
        show(use_case.one_page(run_folder.find(where, run), loaded, where))
    elif site is not None:
        written = use_case.report(site, loaded, where)
        show(f"{site / 'index.html'}: {len(written)} of the pages were new")
