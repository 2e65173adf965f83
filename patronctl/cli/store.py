"""`patronctl store`: care for the patron stores."""

from typing import Annotated

import typer

from patronctl.cli.common import State, Workspace, command_app, places, show
from patronctl.domain.errors import EXIT_STATUS

app = command_app("Care for the patron stores.")
District = Annotated[str, typer.Argument(help="The district whose store it is.")]


@app.callback()
def store() -> None:
    """Care for the patron stores."""


@app.command("compact", epilog=EXIT_STATUS)
def compact_store(district: District, workspace: Workspace = None, state: State = None) -> None:
    """Write a store anew, without what was deleted from it. Runs do it by themselves where it would fit into half of its file."""
    from patronctl.store.compaction import compact

    before, after = compact(places(workspace, state), district)
    show(f"{district}: {before / 1e6:,.1f} MB before, {after / 1e6:,.1f} MB now")
