"""The results: a table for people, JSON for programs."""

import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from rich.table import Table

from tests.benchmarks.comparison import Compared
from tests.benchmarks.measure import REPOSITORY
from tests.benchmarks.scenarios import Measured

MIB = 1024 * 1024


def machine() -> dict[str, Any]:
    """Where and from what the numbers were taken."""
    import os

    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return {
        "commit": commit.stdout.strip() or "unknown",
        "duckdb": version("duckdb"),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
    }


def scenario_table(results: Sequence[Measured]) -> Table:
    """One line per size and scenario."""
    table = _table("records", "scenario", "wall s", "cpu s", "peak MiB", "written MiB", "floor s", "x floor", "x floor cpu")
    for each in results:
        table.add_row(
            f"{each.records:,}",
            each.scenario,
            *_cost(each.cost.wall, each.cost.cpu, each.cost.peak, each.cost.written),
            f"{each.floor.wall:.2f}",
            f"{each.ratio:.1f}",
            f"{each.cpu_ratio:.1f}",
        )
    return table


def peer_table(results: Sequence[Compared]) -> Table:
    """One line per size and peer."""
    table = _table("records", "peer", "wall s", "cpu s", "peak MiB", "written MiB", "x floor", "found")
    for each in results:
        found = "not measured" if each.found is None else ", ".join(f"{count:,} {what}" for what, count in each.found.items())
        cost = _cost(each.cost.wall, each.cost.cpu, each.cost.peak, each.cost.written)
        table.add_row(f"{each.records:,}", each.peer, *cost, f"{each.ratio:.1f}", found)
    return table


def as_json(results: Sequence[Measured | Compared]) -> dict[str, Any]:
    """Everything, with bytes and seconds unrounded."""
    return {"format_version": 1, "machine": machine(), "results": [{**asdict(each), "ratio": each.ratio} for each in results]}


def _cost(wall: float, cpu: float, peak: int, written: int) -> tuple[str, str, str, str]:
    return f"{wall:.2f}", f"{cpu:.2f}", f"{peak / MIB:,.0f}", f"{written / MIB:,.0f}"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in columns:
        table.add_column(name, justify="left" if name in ("scenario", "peer", "found") else "right", no_wrap=True)
    return table
