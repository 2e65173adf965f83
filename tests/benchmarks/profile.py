"""Where the time of a run goes: `python -m tests.benchmarks.profile --records 1000000 --scenario "1 % changed"`.

Every SQL file of the run with the seconds that it took, and every step, so that what is left is Python's.
"""

import argparse
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks import table
from tests.benchmarks.district import JOB
from tests.benchmarks.measure import Cost
from tests.benchmarks.scenarios import SCENARIOS, Bench, Scenario


@dataclass
class Spent:
    """Seconds on the wall and of the processor."""

    wall: float = 0.0
    cpu: float = 0.0

    def add(self, wall: float, cpu: float) -> None:
        """Another call of the same."""
        self.wall += wall
        self.cpu += cpu


class Timed:
    """What each SQL file of a run spent, in the order in which they are first used."""

    def __init__(self) -> None:
        self.files: dict[str, Spent] = {}

    def watch(self) -> None:
        """Have every connection of this process timed from here on."""
        from patronctl.store import connection as door

        spent = self.files
        plain = door.Door._execute

        def timed(self: door.Door, name: str, values: dict[str, Any]) -> Any:
            wall, cpu = time.perf_counter(), time.process_time()
            try:
                return plain(self, name, values)
            finally:
                spent.setdefault(name, Spent()).add(time.perf_counter() - wall, time.process_time() - cpu)

        door.Door._execute = timed  # type: ignore[method-assign]


def profile(bench: Bench, scenario: Scenario) -> tuple[Cost, dict[str, float], Timed]:
    """Run the scenario in this process; answer with the floor, the seconds of each step, and of each SQL file."""
    floor = bench.floor(bench.feed(scenario.feed))
    bench.prepare(scenario)
    timed = Timed()
    timed.watch()
    return floor, _run(bench, scenario), timed


def _run(bench: Bench, scenario: Scenario) -> dict[str, float]:
    from patronctl.config.workspace import load
    from patronctl.places import Places
    from patronctl.update.context import RunOptions
    from patronctl.update.run import run

    update = "incremental" if "--incremental" in scenario.options else "full"
    options = RunOptions(update, "--dry-run" in scenario.options, datetime.fromisoformat(scenario.at))
    record = run(load(bench.folder).job(JOB), options, Places(bench.folder, bench.state))
    if record.failure:
        raise RuntimeError(record.failure.message)
    return {step.name: step.seconds for step in record.steps}


def main() -> None:
    """Print the profile of one scenario."""
    parser = argparse.ArgumentParser(description="Where the time of a run goes.")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--scenario", choices=[each.name for each in SCENARIOS], default="1 % changed")
    parser.add_argument("--from", type=float, default=0.01, dest="least", help="seconds that make a file worth a line (default 0.01)")
    wanted = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="patronctl-profile-") as folder:
        bench = Bench(Path(folder), wanted.records, messy=20_000, repeat=1)
        scenario = next(each for each in SCENARIOS if each.name == wanted.scenario)
        floor, steps, timed = profile(bench, scenario)
    console.print(table.machine())
    console.print(f"floor: {floor.wall:.2f} s, {floor.cpu:.2f} s of processor")
    console.print("steps:", ", ".join(f"{name} {seconds:.2f}" for name, seconds in steps.items()))
    shown = Table("SQL file", "wall s", "cpu s", box=None)
    for name, spent in timed.files.items():
        if spent.wall >= wanted.least:
            shown.add_row(name, f"{spent.wall:.2f}", f"{spent.cpu:.2f}")
    console.print(shown)


if __name__ == "__main__":
    main()
