"""`python -m tests.benchmarks`: measure, print a table, and JSON where asked."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.benchmarks import peers, table
from tests.benchmarks.comparison import Compared, compare
from tests.benchmarks.scenarios import SCENARIOS, Bench, Measured, measure_all


def main() -> None:
    """Measure what the command line asks for."""
    wanted = _arguments()
    console = Console() if sys.stdout.isatty() else Console(width=160)
    results: list[Measured | Compared] = []
    with tempfile.TemporaryDirectory(prefix="patronctl-bench-", dir=wanted.folder) as folder:
        for records in wanted.sizes:
            bench = Bench(Path(folder) / str(records), records, int(wanted.messy * 1_000_000), wanted.repeat)
            results += _told(console, measure_all(bench, tuple(wanted.scenarios)))
        for records in wanted.peers:
            results += _told(console, compare(Path(folder) / f"peers-{records}", records))
    console.print(table.machine())
    console.print(table.scenario_table([each for each in results if isinstance(each, Measured)]))
    console.print(table.peer_table([each for each in results if isinstance(each, Compared)]))
    if wanted.json:
        wanted.json.write_text(json.dumps(table.as_json(results), indent=2) + "\n", encoding="utf-8")


def _told(console, results):
    for each in results:
        name = each.scenario if isinstance(each, Measured) else each.peer
        console.log(f"{each.records:,} {name}: {each.cost.wall:.2f} s, {each.ratio:.1f} floors")
        yield each


def _size(text: str) -> int:
    units = {"k": 1_000, "m": 1_000_000}
    unit = units.get(text[-1].lower(), 1)
    return int(text.rstrip("kKmM")) * unit


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure runs against merely reading the feed.")
    parser.add_argument("--sizes", nargs="*", type=_size, default=[10_000, 100_000, 1_000_000], help="records: 10k, 100k, 1M, 10M")
    parser.add_argument("--scenarios", nargs="*", default=[], choices=[each.name for each in SCENARIOS], help="default: all")
    parser.add_argument("--peers", nargs="*", type=_size, default=[100_000], help=f"sizes at which to measure {', '.join(peers.NAMES)}")
    parser.add_argument("--messy", type=float, default=0.02, help="share of records with something wrong (default 0.02)")
    parser.add_argument("--repeat", type=int, default=3, help="take the best of so many (default 3)")
    parser.add_argument("--folder", type=Path, help="where the feeds and the states may lie for the time being")
    parser.add_argument("--json", type=Path, help="also write everything to this file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
