"""The name of a job in the list of runs."""

from collections.abc import Iterable

from patronctl.config.workspace import load
from patronctl.domain.errors import ConfigurationError
from patronctl.domain.spelling import did_you_mean
from patronctl.places import Places
from patronctl.store import run_folder


def refuse_unknown(places: Places, job: str, commands: Iterable[str]) -> None:
    """Raises ConfigurationError for a job that neither the workspace nor any run knows; `commands` may be meant instead."""
    known = {*load(places.workspace).jobs, *(run.record.job for run in run_folder.every(places, most=200))}
    if job not in known:
        hint = did_you_mean(job, [*sorted(known), *commands]) or did_you_mean(job, known, "There are")
        raise ConfigurationError(f"There is no job {job}", hint=hint or "See `patronctl runs`.")
