"""The runs of a job, or of all of them."""

from collections.abc import Iterable

from patronctl.config.workspace import load
from patronctl.domain.errors import ConfigurationError
from patronctl.domain.spelling import did_you_mean
from patronctl.places import Places
from patronctl.store import run_folder
from patronctl.store.run_folder import Run


def runs_of(places: Places, job: str | None, commands: Iterable[str] = ()) -> list[Run]:
    """The runs, newest first.

    Raises ConfigurationError for a job that neither the workspace nor any run knows; `commands` are words that may be meant instead.
    """
    every = run_folder.every(places)
    found = [run for run in every if job in (None, run.record.job)]
    if job and not found:
        known = {*load(places.workspace).jobs, *(run.record.job for run in every)}
        if job not in known:
            hint = did_you_mean(job, [*sorted(known), *commands]) or did_you_mean(job, known, "There are")
            raise ConfigurationError(f"There is no job {job}", hint=hint or "See `patronctl runs`.")
    return found
