"""`patronctl store`: is a district's patron store sound, and the way back where it isn't."""

from pathlib import Path
from typing import Annotated

import typer

from patronctl.cli.common import Format, State, Workspace, command_app, places, show, undisturbed
from patronctl.cli.groups import Group
from patronctl.domain.errors import EXIT_STATUS, Exit

app = command_app("Check a district's patron store, restore it from the copy of the last good run, or write it anew.", cls=Group)
From = Annotated[Path | None, typer.Option("--from", metavar="FILE", help="Another copy, of a backup say.")]
Yes = Annotated[bool, typer.Option("--yes", help="Also where the store is sound: what was loaded since the copy is lost.")]
Wait = Annotated[int, typer.Option(metavar="MINUTES", min=0, max=1440, help="How long to wait for a run of the district.")]


@app.command(epilog=EXIT_STATUS)
def check(district: str, state: State = None, format: Format = "text") -> None:
    """Read every value of the store and of its copy. 0: the store is sound, 1: it is not."""
    with undisturbed():
        from patronctl.update.restore import check_store
        from patronctl.views import store

    found = check_store(places(None, state), district)
    show(found.model_dump_json(indent=2) if format == "json" else store.report(found))
    raise typer.Exit(Exit.DONE if found.store.state == "sound" else Exit.FAILED)


@app.command(epilog=EXIT_STATUS)
def restore(district: str, source: From = None, yes: Yes = False, wait: Wait = 0, state: State = None, format: Format = "text") -> None:
    """Put the copy of the last good run in the store's place. The damaged store is set aside, and the next full run brings the rest."""
    with undisturbed():
        from patronctl.update.restore import restore_store
        from patronctl.views import store

    done = restore_store(places(None, state), district, source=source, sure=yes, wait_minutes=wait)
    show(done.model_dump_json(indent=2) if format == "json" else store.restored(done))


@app.command("compact", epilog=EXIT_STATUS)
def compact_store(district: str, workspace: Workspace = None, state: State = None) -> None:
    """Write a store anew, without what was deleted from it. Runs do it by themselves where it would fit into half of its file."""
    from patronctl.store.compaction import compact

    before, after = compact(places(workspace, state), district)
    show(f"{district}: {before / 1e6:,.1f} MB before, {after / 1e6:,.1f} MB now")
