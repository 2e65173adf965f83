"""`patronctl deliver`: bring a library system to what the patron store holds."""

from typing import Annotated

import typer

from patronctl.cli.common import Format, State, Workspace, command_app, owned_places, show, undisturbed
from patronctl.cli.completion import district_names
from patronctl.domain.errors import EXIT_STATUS

app = command_app()
District = Annotated[str, typer.Argument(metavar="DISTRICT", help="A district's name.", autocompletion=district_names)]
Target = Annotated[str | None, typer.Argument(metavar="[TARGET]", help="One target by name; all of the district's where it is left out.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Plan and guard; write nothing to the target.")]
Refresh = Annotated[bool, typer.Option("--refresh", help="Read the target's patrons first: adopt, find edits, see who is missing.")]
Allow = Annotated[list[str] | None, typer.Option("--allow", metavar="GUARD", help="Let one guard be broken this once; it is recorded.")]
Wait = Annotated[int, typer.Option(metavar="MINUTES", min=0, max=1440, help="How long to wait for a run of the district.")]


@app.command(epilog=EXIT_STATUS)
def deliver(
    district: District,
    target: Target = None,
    dry_run: DryRun = False,
    refresh: Refresh = False,
    allow: Allow = None,
    wait: Wait = 0,
    workspace: Workspace = None,
    state: State = None,
    format: Format = "text",
) -> None:
    """Deliver a district's patrons to its library systems. The first delivery always reads what is there."""
    with undisturbed():
        from patronctl.cli.delivery_progress import drawn
        from patronctl.update.delivery.delivery import Options
        from patronctl.update.targets import deliver_all, exit_code
        from patronctl.views import delivery

    options = Options(dry_run=dry_run, refresh=refresh or None, allow=tuple(allow or ()), wait_minutes=wait)
    with drawn() as progress:
        records = deliver_all(owned_places(workspace, state), district, target, options, progress)
    show(delivery.as_json(records) if format == "json" else delivery.render(records))
    raise typer.Exit(exit_code(records))
