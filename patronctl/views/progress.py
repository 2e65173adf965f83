"""Progress on a terminal: one line a step, with its count and its time, and what the present step has done so far."""

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn


class Live:
    """A listener that draws while the run is under way, and leaves nothing on the screen: the summary follows."""

    def __init__(self, console: Console) -> None:
        count = TextColumn("{task.fields[count]}")
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(20), count, TimeElapsedColumn())
        self._bars = Progress(*columns, console=console, transient=True)
        self._task: TaskID | None = None
        self._unit = ""

    def run_started(self, run_id: str, job: str) -> None:  # noqa: ARG002
        """Begin to draw."""
        self._bars.start()

    def step_started(self, name: str, total: int | None = None, unit: str = "records") -> None:
        """A bar of its own; one that only moves where nobody knows how far it goes."""
        self._unit = unit
        if self._task is not None and self._bars.tasks[-1].description == name:
            # The same step again: by now it is known how far it goes.
            self._bars.update(self._task, total=total)
            return
        self._task = self._bars.add_task(name, total=total, count="")

    def advanced(self, amount: int) -> None:
        """Count on."""
        if self._task is not None:
            self._bars.advance(self._task, amount)
            self._bars.update(self._task, count=f"{self._bars.tasks[self._task].completed:,.0f} {self._unit}")

    def step_finished(self, name: str, seconds: float, rows: int) -> None:  # noqa: ARG002
        """The bar is full."""
        if self._task is not None:
            self._bars.update(self._task, total=1, completed=1, count=f"{rows:,} rows")
            self._bars.stop_task(self._task)

    def run_finished(self, outcome: str) -> None:  # noqa: ARG002
        """Give the screen back."""
        self._bars.stop()
