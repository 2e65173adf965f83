"""`patronctl run`: run a job now."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from patronctl.cli.common import Format, ShowWho, State, Workspace, command_app, count_shown, owned_places, show, undisturbed
from patronctl.cli.completion import job_names
from patronctl.cli.listener import LogFormat, listener
from patronctl.domain.errors import EXIT_STATUS, Exit

if TYPE_CHECKING:
    from patronctl.domain.schedule import Update

app = command_app()
Job = Annotated[str, typer.Argument(metavar="JOB", help="A job's name.", autocompletion=job_names)]
Full = Annotated[bool, typer.Option("--full", help="Convert and load every record; retirement may run.")]
Incremental = Annotated[bool, typer.Option("--incremental", help="Load only records that are new or changed since the last update.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATETIME", help="The run's clock, in the district's time zone.")]
Allow = Annotated[list[str] | None, typer.Option("--allow", metavar="GUARD", help="Let one guard pass for this run; it is recorded.")]
Repair = Annotated[
    Path | None, typer.Option("--repair", metavar="FILE", help="Load a corrected quarantine file of this job instead of its feed.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Nothing on the way, and a summary only where the run did not succeed.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Every check and the time of every step, also those that are routine.")]
Wait = Annotated[int, typer.Option(metavar="MINUTES", min=0, max=1440, help="How long to wait for another run of the district.")]

Yes = Annotated[bool, typer.Option("--yes", help="With --reason: run although the clock is far ahead, or before the last load.")]
Reason = Annotated[str, typer.Option(metavar="WHY", help="Why the clock may be so; it stands in the run's record.")]


@app.command(epilog=EXIT_STATUS)
def run(
    job: Job,
    full: Full = False,
    incremental: Incremental = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Stop before the load; change nothing.")] = False,
    as_of: AsOf = None,
    repair: Repair = None,
    wait: Wait = 0,
    yes: Yes = False,
    reason: Reason = "",
    allow: Allow = None,
    workspace: Workspace = None,
    state: State = None,
    format: Format = "text",
    log_format: LogFormat = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
    shown: ShowWho = "",
) -> None:
    """Run a job. Without --full or --incremental the schedule of the weekday decides, full where it says nothing."""
    if full and incremental:
        raise typer.BadParameter("give one of --full and --incremental")
    if full and repair:
        raise typer.BadParameter("--repair is an incremental update of the records in the file; leave out --full")
    if quiet and verbose:
        raise typer.BadParameter("give one of --quiet and --verbose")
    with undisturbed():
        from patronctl.update.context import RunOptions
        from patronctl.update.job import exit_code, page_of, run_job, values_of
        from patronctl.views import text
        from patronctl.views.forms import render
        from patronctl.views.who import FIRST, who

    update: Update | None = "full" if full else "incremental" if incremental else None
    if bool(reason) != yes:
        raise typer.BadParameter("--yes and --reason go together: a clock that is refused otherwise needs both")
    options = RunOptions(update, dry_run, allow=tuple(allow or ()), wait_minutes=wait, reason=reason, repair=repair)
    where = owned_places(workspace, state)
    ended = run_job(where, job, listener("none" if quiet else log_format), options, as_of=as_of)
    if format != "text":
        show(render(ended, format))
    elif not (quiet and exit_code(ended.record) == Exit.DONE):
        most = count_shown(shown, FIRST if dry_run else 0)
        people = who(ended, values_of(ended, where), most) if most else ()
        show(text.render(ended, everything=verbose, page=page_of(ended, where), people=people))
    raise typer.Exit(exit_code(ended.record))
