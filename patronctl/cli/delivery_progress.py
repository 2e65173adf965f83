"""How far a delivery is, on a terminal; and a Ctrl-C that ends it between two patrons."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from patronctl.update.delivery.delivery import Progress


@contextmanager
def drawn() -> Iterator[Progress]:
    """A progress bar with a rate and the time left where there is a terminal. The first stop lets what is under way finish."""
    stops: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        if stops:
            raise KeyboardInterrupt
        stops.append(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        if sys.stderr.isatty():
            with _bar() as (planned, done):
                yield Progress(planned, done, lambda: bool(stops))
        else:
            yield Progress(stopped=lambda: bool(stops))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _bar() -> Iterator[tuple[Callable[[str, int], None], Callable[[int], None]]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from patronctl.cli.common import console

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("{task.description}"), BarColumn(20), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bars:
        task = bars.add_task("reading", total=None, rate="")

        def planned(target: str, patrons: int) -> None:
            bars.reset(task, total=patrons, description=f"delivering to {target}", rate="")

        def done(patrons: int) -> None:
            bars.advance(task, patrons)
            speed = bars.tasks[0].speed
            bars.update(task, rate=f"{speed:,.0f} patrons/s" if speed else "")

        yield planned, done
