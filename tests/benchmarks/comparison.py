"""The peers: what else finds the changes, on feeds without mess, and proved to find the same ones first."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import peers
from tests.benchmarks.measure import Cost, checked, python, run
from tests.benchmarks.scenarios import SCENARIOS, Bench, Measured

OURS = next(scenario for scenario in SCENARIOS if scenario.name == "1 % changed")


@dataclass(frozen=True)
class Compared:
    """A peer at a size. `found` is None where the peer is not installed or failed."""

    records: int
    peer: str
    cost: Cost
    floor: Cost
    found: dict[str, int] | None

    @property
    def ratio(self) -> float:
        """How many times the floor it takes."""
        return self.cost.wall / self.floor.wall


def compare(folder: Path, records: int, names: tuple[str, ...] = peers.NAMES) -> Iterator[Compared]:
    """Measure patronctl and each peer on a clean feed with 1 % changed.

    Raises RuntimeError where one of them finds other changes than the generator made.
    """
    bench = Bench(folder, records, messy=0, repeat=1)
    truth = _truth(bench)
    ours = bench.measure(OURS)
    yield Compared(records, "patronctl", ours.cost, ours.floor, _agreed("patronctl", _found(bench, ours), truth))
    for name in names:
        yield _compare(bench, name, truth)


def _compare(bench: Bench, name: str, truth: dict[str, int]) -> Compared:
    first, changed = bench.feed("first"), bench.feed("changed_1")
    floor = bench.floor(changed)
    finished = run(python(f"tests.benchmarks.peers.{name}", first, changed), bench.folder)
    found = _agreed(name, json.loads(finished.out), truth) if finished.code == 0 else None
    return Compared(bench.days["first"].records, name, finished.cost, floor, found)


def _truth(bench: Bench) -> dict[str, int]:
    return dict(json.loads(checked(bench.writing("changed_1", "--truth"), bench.folder).out))


def _found(bench: Bench, ours: Measured) -> dict[str, int]:
    """Removed patrons are those of the first day that were not seen again: a run retires nobody on the first night."""
    counters = ours.counters
    again = counters["updated"] + counters["transferred"]
    removed = bench.days["first"].records - (counters["records_read"] - counters["added"])
    return {"added": counters["added"], "changed": again, "removed": removed}


def _agreed(name: str, found: dict[str, int], truth: dict[str, int]) -> dict[str, int]:
    if found != truth:
        raise RuntimeError(f"{name} found {found}, and the generator made {truth}")
    return found
