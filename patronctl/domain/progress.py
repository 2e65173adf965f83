"""What a long piece of work tells about itself while it is under way; who listens decides how it looks."""

from contextlib import suppress
from typing import Protocol

Unit = str
"""What is being counted: "records", "bytes", "patrons"."""


class Progress(Protocol):
    """Told by the pipeline and the sources, in this order; every number is of the step that was started last.

    Nothing personal is ever told: names of steps, counts, identifiers of runs and jobs.
    """

    def run_started(self, run_id: str, job: str) -> None:
        """A run begins; what follows belongs to it."""

    def step_started(self, name: str, total: int | None = None, unit: Unit = "records") -> None:
        """A step begins. `total` where it is known: how far `advanced` will count."""

    def advanced(self, amount: int) -> None:
        """So many more are done. Call it every few megabytes or thousands, not for each."""

    def step_finished(self, name: str, seconds: float, rows: int) -> None:
        """A step is done, with what the run record says of it."""

    def run_finished(self, outcome: str) -> None:
        """The run ends, whatever its outcome."""


class Quiet:
    """Nobody listens."""

    def run_started(self, run_id: str, job: str) -> None:
        """Nothing."""

    def step_started(self, name: str, total: int | None = None, unit: Unit = "records") -> None:
        """Nothing."""

    def advanced(self, amount: int) -> None:
        """Nothing."""

    def step_finished(self, name: str, seconds: float, rows: int) -> None:
        """Nothing."""

    def run_finished(self, outcome: str) -> None:
        """Nothing."""


class Unhindering:
    """Hands everything on to another listener. A terminal that has gone, or a full disk behind the log, is no reason for a run to fail."""

    def __init__(self, listener: Progress) -> None:
        self._listener = listener

    def run_started(self, run_id: str, job: str) -> None:
        """Handed on."""
        with suppress(Exception):
            self._listener.run_started(run_id, job)

    def step_started(self, name: str, total: int | None = None, unit: Unit = "records") -> None:
        """Handed on."""
        with suppress(Exception):
            self._listener.step_started(name, total, unit)

    def advanced(self, amount: int) -> None:
        """Handed on."""
        with suppress(Exception):
            self._listener.advanced(amount)

    def step_finished(self, name: str, seconds: float, rows: int) -> None:
        """Handed on."""
        with suppress(Exception):
            self._listener.step_finished(name, seconds, rows)

    def run_finished(self, outcome: str) -> None:
        """Handed on."""
        with suppress(Exception):
            self._listener.run_finished(outcome)
