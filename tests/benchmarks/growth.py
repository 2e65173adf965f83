"""Growth: a year of nights on one store. `python -m tests.benchmarks.growth --records 100000 --nights 365`."""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from tests.benchmarks import table
from tests.benchmarks.district import JOB, NAME, Day, write_feed, write_workspace
from tests.benchmarks.measure import Cost, checked, python

FIRST = datetime.fromisoformat("2026-08-17T02:30:00-05:00")
SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Night:
    """One night: what the run cost, how big the store is then, how long a look into one patron's history takes."""

    number: int
    cost: Cost
    store: int
    history_seconds: float


def nights(folder: Path, records: int, count: int, *, cold: bool) -> Iterator[Night]:
    """Run the job night after night on feeds that each differ by 1 % from the one before.

    Cold, each run is a process of its own; otherwise all of them are in this one, and start-up is left out.
    """
    write_workspace(folder, Day(records))
    feed, state = folder / "feeds" / "students.csv", folder / "state"
    for number in range(count):
        feed.unlink(missing_ok=True)
        write_feed(feed, Day(records, night=number))
        night = (_cold if cold else _here)(folder, state, FIRST + timedelta(days=number))
        store = state / "districts" / NAME / "store.duckdb"
        yield Night(number + 1, night, store.stat().st_size, _history(store))


def _cold(folder: Path, state: Path, at: datetime) -> Cost:
    command = python("patronctl", "run", JOB, "--full", "--as-of", at.isoformat(), "--format", "json")
    return checked([*command, "--workspace", str(folder), "--state", str(state)], folder).cost


def _here(folder: Path, state: Path, at: datetime) -> Cost:
    from patronctl.config.workspace import load
    from patronctl.places import Places
    from patronctl.update.context import RunOptions
    from patronctl.update.run import run

    job = load(folder).job(JOB)
    wall, cpu = time.perf_counter(), time.process_time()
    record = run(job, RunOptions("full", False, at), Places(folder, state))
    cost = Cost(time.perf_counter() - wall, time.process_time() - cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, 0)
    if record.failure:
        raise RuntimeError(record.failure.message)
    return cost


def _history(store: Path) -> float:
    import duckdb

    statement = (SQL / "history.sql").read_text("utf-8")
    with duckdb.connect(store, read_only=True) as connection:
        started = time.perf_counter()
        connection.execute(statement, {"number": "00030000"}).fetchall()
        return time.perf_counter() - started


def main() -> None:
    """Live through the nights and print some of them."""
    parser = argparse.ArgumentParser(description="A year of nights on one store.")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--every", type=int, default=30, help="print each so many nights (default 30)")
    parser.add_argument("--cold", action="store_true", help="a process of its own for each run, as a timer starts it")
    wanted = parser.parse_args()
    console = Console()
    console.print(table.machine())
    with tempfile.TemporaryDirectory(prefix="patronctl-growth-") as folder:
        for night in nights(Path(folder), wanted.records, wanted.nights, cold=wanted.cold):
            if night.number in (1, 2, 3, wanted.nights) or night.number % wanted.every == 0:
                console.print(
                    f"night {night.number:>3}: {night.cost.wall:5.2f} s, {night.cost.cpu:5.2f} s of processor, "
                    f"{night.cost.peak / table.MIB:,.0f} MiB, store {night.store / table.MIB:,.1f} MiB, "
                    f"one patron's history {night.history_seconds * 1000:.0f} ms"
                )


if __name__ == "__main__":
    main()
