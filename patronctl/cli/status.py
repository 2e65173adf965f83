"""`patronctl status`: is every job doing what its schedule says?"""

from typing import Annotated

import typer

from patronctl.cli.common import Format, State, Workspace, command_app, places, show
from patronctl.domain.errors import EXIT_STATUS, Exit

app = command_app()
Job = Annotated[str | None, typer.Option(help="Only this job.")]
Grace = Annotated[int, typer.Option(metavar="MINUTES", min=0, help="How late a run may start before it counts as missed.")]

Notify = Annotated[bool, typer.Option("--notify", help="Tell the channels of crashed and missed runs, each once.")]


@app.command(epilog=EXIT_STATUS)
def status(
    job: Job = None,
    grace: Grace = 60,
    notify: Notify = False,
    workspace: Workspace = None,
    state: State = None,
    format: Format = "text",
) -> None:
    """Show each job's last success, next run, what was missed, and why the last run failed. 0: all healthy, 1: not."""
    from datetime import timedelta

    from patronctl.views import health
    from patronctl.watch import status as use_case

    where = places(workspace, state)
    found = use_case.status(where, job=job, grace=timedelta(minutes=grace))
    if notify:
        from patronctl.watch.alarm import tell_trouble

        tell_trouble(where, found)
    show(found.model_dump_json(indent=2) if format == "json" else health.as_text(found))
    raise typer.Exit(Exit.DONE if found.healthy else Exit.FAILED)
