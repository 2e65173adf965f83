"""Run a job and do what follows a run."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from patronctl.config.channels import remember
from patronctl.config.workspace import load
from patronctl.domain.errors import ConfigurationError, Exit
from patronctl.domain.progress import Progress
from patronctl.domain.run_record import RunRecord
from patronctl.places import Places, real
from patronctl.store.run_folder import Run
from patronctl.update.after import after_run, measure
from patronctl.update.allowed import refuse_unknown
from patronctl.update.announce import Starting
from patronctl.update.context import RunOptions
from patronctl.update.repair import repairing
from patronctl.update.report import values_in
from patronctl.update.run import run
from patronctl.views.entries import Values

FURTHEST_AHEAD = timedelta(days=1)
PLAUSIBLE_YEARS = range(2000, 2100)
"""Years that a run's clock may show. Beyond them every rule that counts days hits everybody, and dates soon can't be reckoned with."""


def run_job(places: Places, name: str, progress: Progress, options: RunOptions, *, as_of: str | None) -> Run:
    """Run a job by name and do what follows; the run's record and folder.

    Raises ConfigurationError and AlreadyRunningError before it begins.
    """
    workspace = load(places.workspace, job=name)
    loaded = workspace.job(name)
    refuse_unknown(options.allow, loaded.district)
    clock = moment(as_of, loaded.district.timezone) if as_of is not None else None
    with suppress(Exception):  # only an alarm on another night needs it
        remember(loaded, places)
    if clock and not options.dry_run:
        refuse_future(clock, datetime.now(UTC), options.reason)
    if options.repair:
        loaded = repairing(loaded, options.repair)
    listener = progress if options.dry_run or options.repair else Starting(loaded, progress)
    try:
        record = run(loaded, replace(options, as_of=clock), places, listener)
    except KeyboardInterrupt:
        with suppress(Exception):
            measure(loaded, places)  # to notify somebody may take long, and whoever stopped the run is waiting
        raise
    ended = Run(record, places.runs(loaded.district.name) / record.run_id)
    return after_run(ended, loaded, lambda: load(places.workspace), places)


def refuse_future(clock: datetime, now: datetime, reason: str) -> None:
    """Raises ConfigurationError for a real run more than a day ahead, which no run before that day could follow, unless it has a reason."""
    if clock - now > FURTHEST_AHEAD and not reason:
        raise ConfigurationError(
            f"--as-of: {clock:%Y-%m-%d %H:%M} is more than a day ahead of now, {now:%Y-%m-%d %H:%M} UTC, and no earlier run could follow",
            hint="Try it with --dry-run. If it is meant to be so, add --yes --reason 'WHY'; the reason stands in the run's record.",
        )


def moment(text: str, timezone: str) -> datetime:
    """A date or a time as an administrator types it; without an offset it is the district's.

    Raises ConfigurationError where it can't be read.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(f"--as-of: {text} is not a date or time", hint='Write 2026-11-23 or "2026-11-23 02:30".') from None
    if found.year not in PLAUSIBLE_YEARS:
        first, last = PLAUSIBLE_YEARS[0], PLAUSIBLE_YEARS[-1]
        raise ConfigurationError(f"--as-of: {text} is not a sensible date", hint=f"Give one from {first} to {last}.")
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(timezone))


def page_of(run: Run, places: Places) -> Path | None:
    """Where the page of a run lies; None where its district has no report folder, or the page could not be written."""
    loaded = load(places.workspace, job=run.record.job).jobs.get(run.record.job)
    if loaded is None or not loaded.district.report_folder:
        return None
    page = real(loaded.folder / loaded.district.report_folder) / "runs" / run.record.run_id / "index.html"
    return page if page.exists() else None


def values_of(run: Run, places: Places) -> Values:
    """Whether the values of a run's patrons may be shown, as its job says."""
    return values_in(load(places.workspace, job=run.record.job))(run.record.job)


def exit_code(record: RunRecord) -> int:
    """The exit code of a run."""
    if record.outcome == "blocked":
        return Exit.BLOCKED
    return record.failure.exit_code if record.failure else Exit.DONE
