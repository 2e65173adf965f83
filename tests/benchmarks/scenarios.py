"""The runs that are measured: each a cold `patronctl run` on a state of its own."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from tests.benchmarks.district import JOB, Day, write_workspace
from tests.benchmarks.measure import Cost, checked, python

FIRST_NIGHT = "2026-11-23T02:30:00-06:00"
NEXT_NIGHT = "2026-11-24T02:30:00-06:00"
THREE_WEEKS_LATER = "2026-12-14T02:30:00-06:00"
PERCENT = 10_000


@dataclass(frozen=True)
class Scenario:
    """One run to measure: whose feed, with which options, at what time. `fresh` starts with no state at all."""

    name: str
    feed: str
    options: tuple[str, ...] = ("--full",)
    at: str = NEXT_NIGHT
    fresh: bool = False


SCENARIOS = (
    Scenario("first full", "first", at=FIRST_NIGHT, fresh=True),
    Scenario("same again", "same"),
    Scenario("1 % changed", "changed_1"),
    Scenario("1 % changed, dry run", "changed_1", ("--full", "--dry-run")),
    Scenario("1 % changed, incremental", "changed_1", ("--incremental",)),
    Scenario("30 % changed", "changed_30"),
    Scenario("2 % retired", "gone_2", at=THREE_WEEKS_LATER),
)


def days(records: int, messy: int) -> dict[str, Day]:
    """The feeds of the scenarios, by name."""
    first = Day(records, messy)
    return {
        "first": first,
        "same": replace(first, touched=True),
        "changed_1": replace(first, changed=PERCENT, gone=PERCENT // 20, new=PERCENT // 20),
        "changed_30": replace(first, changed=30 * PERCENT, gone=PERCENT // 20, new=PERCENT // 20),
        "gone_2": replace(first, gone=2 * PERCENT),
    }


@dataclass(frozen=True)
class Measured:
    """A scenario at a size: the best of its repetitions, the floor measured beside it, what the run counted."""

    records: int
    scenario: str
    cost: Cost
    floor: Cost
    counters: dict[str, int]
    steps: dict[str, float]

    @property
    def ratio(self) -> float:
        """How many times the floor it takes, by the clock on the wall."""
        return self.cost.wall / self.floor.wall

    @property
    def cpu_ratio(self) -> float:
        """The same by processor time, which other work on the machine disturbs less."""
        return self.cost.cpu / self.floor.cpu


class Bench:
    """A workspace of one size in a folder, its feeds written when they are first asked for."""

    def __init__(self, folder: Path, records: int, messy: int, repeat: int) -> None:
        self.folder = folder
        self.repeat = repeat
        self.days = days(records, messy)
        folder.mkdir(parents=True, exist_ok=True)
        write_workspace(folder, self.days["first"])

    def measure(self, scenario: Scenario) -> Measured:
        """Run the scenario, the floor before each repetition; take the best of both."""
        feed = self.feed(scenario.feed)
        costs, floors, record = [], [], {}
        for _ in range(self.repeat):
            floors.append(self.floor(feed))
            self.prepare(scenario)
            cost, record = self._run(scenario)
            costs.append(cost)
        shutil.rmtree(self.state)
        steps = {step["name"]: step["seconds"] for step in record["steps"]}
        best, floor = min(costs, key=_wall), min(floors, key=_wall)
        return Measured(self.days["first"].records, scenario.name, best, floor, record["counters"], steps)

    def feed(self, name: str) -> Path:
        """The feed of that name, written once."""
        feed = self.folder / f"{name}.csv"
        if not feed.exists():
            checked(self.writing(name), self.folder)
        return feed

    def writing(self, name: str, *more: str) -> list[str]:
        """The command that writes the feed of that name."""
        day = self.days[name]
        shares = [word for share in ("messy", "changed", "gone", "new") for word in (f"--{share}", getattr(day, share))]
        touched = ["--touched"] if day.touched else []
        return python("tests.benchmarks.district", self.folder / f"{name}.csv", "--records", day.records, *shares, *touched, *more)

    def floor(self, feed: Path) -> Cost:
        """What reading the feed costs right now."""
        return checked(python("tests.benchmarks.floor", feed), self.folder).cost

    @property
    def state(self) -> Path:
        """Where the runs keep theirs."""
        return self.folder / "state"

    @cached_property
    def _first_state(self) -> Path:
        """The state after the first day, made once and copied for every later day."""
        first = SCENARIOS[0]
        self._clear_state()
        self._take_feed(first)
        self._run(first)
        return self.state.rename(self.folder / "first-state")

    def prepare(self, scenario: Scenario) -> None:
        """Lay out the state and the feed that the scenario begins with."""
        if not scenario.fresh:
            first = self._first_state
            self._clear_state()
            shutil.copytree(first, self.state)
        else:
            self._clear_state()
        self._take_feed(scenario)

    def _clear_state(self) -> None:
        if self.state.exists():
            shutil.rmtree(self.state)

    def _take_feed(self, scenario: Scenario) -> None:
        current = self.folder / "feeds" / "students.csv"
        current.unlink(missing_ok=True)
        current.hardlink_to(self.feed(scenario.feed))

    def _run(self, scenario: Scenario) -> tuple[Cost, dict]:
        command = python("patronctl", "run", JOB, *scenario.options, "--as-of", scenario.at, "--format", "json")
        finished = checked([*command, "--workspace", str(self.folder), "--state", str(self.state)], self.folder)
        return finished.cost, json.loads(finished.out)


def measure_all(bench: Bench, wanted: tuple[str, ...]) -> Iterator[Measured]:
    """Measure the wanted scenarios in their order; all of them when none is named."""
    for scenario in SCENARIOS:
        if not wanted or scenario.name in wanted:
            yield bench.measure(scenario)


def _wall(cost: Cost) -> float:
    return cost.wall
