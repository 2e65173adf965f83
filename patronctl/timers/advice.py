"""Which kind of update suits a job's size, once runs have told it (docs/rules.md, part 1)."""

from collections.abc import Iterator

from patronctl.domain.run_record import RunRecord
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.timers.job import TimedJob

LARGE = 50_000
WEEKEND = {"sat", "sun"}


def by_size(places: Places, job: TimedJob) -> Iterator[str]:
    """Under 50,000 patrons a full update every time; above, incremental on weekdays and full on weekends."""
    last = _last_full(places, job)
    if last is None:
        return
    count = f"{job.name} read {last.counters.records_read:,} records"
    if last.counters.records_read >= LARGE and set(job.schedule.full) - WEEKEND:
        yield f"{count}: from {LARGE:,} on, incremental updates on weekdays and full ones on weekends are better"
    if last.counters.records_read < LARGE and job.schedule.incremental:
        yield f"{count}: under {LARGE:,}, a full update every time is simpler and retires in time"


def _last_full(places: Places, job: TimedJob) -> RunRecord | None:
    """The latest full update that succeeded. The names of the folders say which to look into; where none may be read, there is none."""
    folder = places.runs(job.district)
    try:
        names = sorted((path for path in folder.glob(f"*Z-{job.name}-????") if path.is_dir()), reverse=True)
    except OSError:
        return None
    runs = (run.record for name in names if (run := run_folder.read(name)))
    return next((run for run in runs if run.update == "full" and run.outcome == "succeeded" and not run.dry_run), None)
