"""`patronctl notify`: try the channels of a job."""

from typing import Annotated

import typer

from patronctl.cli.common import State, Workspace, command_app, owned_places, show
from patronctl.cli.completion import job_names
from patronctl.cli.groups import Group
from patronctl.domain.errors import EXIT_STATUS, Exit

app = command_app(help="Try the channels that tell people what happened.", cls=Group)


Job = Annotated[str, typer.Argument(metavar="JOB", help="A job's name.", autocompletion=job_names)]


@app.callback()
def group() -> None:
    """Try the channels that tell people what happened."""


@app.command("test", epilog=EXIT_STATUS)
def send_test(job: Job, workspace: Workspace = None, state: State = None) -> None:
    """Send a test message to every channel of a job, and say what became of it."""
    from patronctl.config.workspace import load
    from patronctl.update.announce import tell_test
    from patronctl.views.notifications import sent_table

    sent = tell_test(load(owned_places(workspace, state).workspace, job=job).job(job))
    show(sent_table(sent) if sent else f"The job {job} has no channels: nobody would be told. See `notify` in its file.")
    raise typer.Exit(Exit.DONE if all(note.sent_at for note in sent) else Exit.FAILED)


@app.command("missed", epilog=EXIT_STATUS)
def tell_of_missed_runs(workspace: Workspace = None, state: State = None) -> None:
    """Tell of runs that did not start or were killed, each once. For a timer or cron."""
    from patronctl.views.notifications import sent_table
    from patronctl.watch.missed import tell_missed

    sent = tell_missed(owned_places(workspace, state))
    if sent:
        show(sent_table(sent))
    raise typer.Exit(Exit.DONE if all(note.sent_at for note in sent) else Exit.FAILED)
