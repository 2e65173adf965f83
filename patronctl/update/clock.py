"""How long each step took, told to whoever listens and kept in the run's record."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from patronctl.domain.progress import Progress
from patronctl.domain.run_record import RunRecord, Step


class Timed:
    """A step under way; say how many rows it handled."""

    rows = 0


@contextmanager
def step(name: str, record: RunRecord, progress: Progress) -> Iterator[Timed]:
    """Time a step. Where it fails, the record's last step is the one that failed."""
    timed, begun = Timed(), perf_counter()
    progress.step_started(name)
    try:
        yield timed
    finally:
        seconds = round(perf_counter() - begun, 3)
        record.steps.append(Step(name=name, seconds=seconds, rows=timed.rows))
        progress.step_finished(name, seconds, timed.rows)
