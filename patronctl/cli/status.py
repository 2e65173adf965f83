"""`patronctl status`: is every job doing what its schedule says?"""

from typing import TYPE_CHECKING, Annotated

import typer

from patronctl.cli.common import Format, State, Workspace, command_app, places, show
from patronctl.domain.errors import EXIT_STATUS, Exit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patronctl.domain.errors import PatronctlError
    from patronctl.domain.run_record import Notification
    from patronctl.places import Places

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
    """Show each job's last success, next run, what was missed, and why the last run failed. 0: all healthy, 1: not, 7: could not tell."""
    from datetime import timedelta

    from patronctl.account import become_owner
    from patronctl.domain.errors import PatronctlError
    from patronctl.views import health
    from patronctl.watch import status as use_case

    where = places(workspace, state)
    try:
        found = use_case.status(where, job=job, grace=timedelta(minutes=grace))
    except (PatronctlError, OSError) as problem:
        error = use_case.could_not_tell(problem, where)
        if notify:
            _raise_alarm(where, job, error)
        raise error from None
    show(found.model_dump_json(indent=2) if format == "json" else health.as_text(found))
    if notify:
        from patronctl.watch.alarm import tell_trouble

        become_owner(where)
        _refuse_untold(tell_trouble(where, found))
    raise typer.Exit(Exit.DONE if found.healthy else Exit.FAILED)


def _raise_alarm(where: "Places", job: str | None, error: "PatronctlError") -> None:
    """Systemd is asked first: afterwards root is the account, which may not read the journal."""
    from patronctl.account import become_owner
    from patronctl.config.channels import jobs_named
    from patronctl.watch.alarm import tell_unknown
    from patronctl.watch.on_this_server import on_this_server

    broken = on_this_server(where, [job] if job else jobs_named(where)).broken
    become_owner(where)
    _refuse_untold(tell_unknown(where, job, error, dict(broken)), error.message)


def _refuse_untold(sent: "Sequence[Notification]", why: str = "") -> None:
    from patronctl.domain.errors import CouldNotTellError

    failed = [f"{note.channel}: {note.error}" for note in sent if not note.sent_at]
    if failed:
        about = f"{why}. " if why else ""
        raise CouldNotTellError(
            f"{about}Not everybody could be told: {'; '.join(failed)}", hint="Try the channels: patronctl notify test JOB"
        )
