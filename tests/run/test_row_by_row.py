"""Random districts over random nights: the SQL and a second implementation, row by row, end with the same patrons, counters and messages.

PATRONCTL_DISTRICTS and PATRONCTL_SEED try more, and others: PATRONCTL_DISTRICTS=300 PATRONCTL_SEED=7 pytest tests/run/test_row_by_row.py.
"""

import json
import os
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from patronctl.domain.guard import NAMES
from tests.run.conftest import District
from tests.run.row_by_row.model import FIELDS, Job, Row, Rules, Store
from tests.run.row_by_row.night import Update

DISTRICTS = int(os.environ.get("PATRONCTL_DISTRICTS", "6"))
SEED = int(os.environ.get("PATRONCTL_SEED", "1"))
COLUMNS = (
    "site", "barcode", "district_id", "last_name", "first_name", "patron_type", "access_level", "status", "gender", "homeroom",
    "grade_level", "graduation_year", "birth_date", "username", "persona",
)  # fmt: skip
KEY = ("site", "barcode", "district_id", "last_name")
LOOSE = "guards: {" + ", ".join(f"{name}: off" for name in NAMES if name.startswith("max_")) + ", min_records: 0}\n"
LOOSE += "gates: {min_overlap: off, max_shape_change: off, max_blank_rise: off, leading_zeros_lost: off, same_as_last_time: off}\n"
CIRCULATION = """
circulation:
  source: {type: directory, folder: feeds, file: circulation.csv}
  lists: patrons_with_transactions
  min_records: 0
  max_age_hours: 999999
  max_unmatched: 100%
  columns: {district_id: ID, checkouts: Out, fines: Due}
"""
POOLS = {
    "site": ["01", "02", "HS", "01", "01", "99", ""],
    "last_name": ["Ng", "Ng", "Ng", ""],
    "first_name": ["Al", "Al-Bo", ""],
    "patron_type": ["Student", "Student", "Teacher", "", "Alumnus"],
    "access_level": ["Patron", "Teacher", "", "Wizard"],
    "status": ["A", "A", "A", "A", "I", "R", "", "withdrawn"],
    "gender": ["F", "m", "", "x"],
    "homeroom": ["12", ""],
    "grade_level": ["12", "12", "11", ""],
    "graduation_year": ["2024", "2025", "2027", "1026", "", "x"],
    "birth_date": ["2010-02-03", "0001-01-01", "2039-01-01", ""],
    "username": ["bob", "ann", "cy", "di", ""],
    "persona": ["student", "faculty", "", "wizard"],
}
BLANKS = {
    "homeroom": ["keep", "clear"],
    "username": ["keep", "clear"],
    "patron_type": ["keep"],
    "status": ["keep"],
    "persona": ["keep", "clear"],
}
START = datetime(2026, 9, 1, 12, tzinfo=UTC)


class World:
    """One random district, with the same nights in both."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.chance = chance
        self.district = District(root)
        (self.district.folder / "feeds").mkdir(parents=True)
        self.store = Store()
        self.assigns = chance.random() < 0.3
        self.jobs = [self.job("north-students", rules=chance.random() < 0.8)] + [self.job("north-extra")] * (chance.random() < 0.6)
        self.feeds: dict[str, list[Row]] = {job.name: [] for job in self.jobs}
        self.write()

    def job(self, name: str, *, rules: bool = False) -> Job:
        chance = self.chance
        maps = frozenset(field for field in COLUMNS if field not in KEY and chance.random() < 0.7)
        blank = {field: chance.choice(options) for field, options in BLANKS.items() if field in maps and chance.random() < 0.4}
        made = Rules(
            types=("Student",) if chance.random() < 0.3 else (),
            unseen_days=chance.choice([None, 0, 1, 3]),
            seniors=chance.random() < 0.5,
            keeps_listed_seniors=chance.random() < 0.8,
            delete_days=chance.choice([None, 0, 2]),
            delete_if=chance.choice(["regardless", "no_checkouts_and_no_fines"]),
        )
        if made.unseen_days is not None:
            made = Rules(**{**vars(made), "disable_login": chance.random() < 0.6, "clear_homeroom": chance.random() < 0.3})
        keeps, duplicates = chance.random() < 0.5, chance.choice(["first", "last", "skip_all"])
        return Job(name, maps, blank, keeps, duplicates, made if rules else None)

    def write(self) -> None:
        fields = [{name: self.mapped(job, name) for name in COLUMNS if name in KEY or name in job.maps} for job in self.jobs]
        self.district.configure(fields[0], job=self.yaml(self.jobs[0]))
        for job, mapped in zip(self.jobs[1:], fields[1:], strict=True):
            self.district.second_job(mapped, job=self.yaml(job))
        path = self.district.folder / "district.yaml"
        path.write_text(path.read_text().replace(", default_resource_group: Middle", "") + CIRCULATION)

    def mapped(self, job: Job, name: str) -> Any:
        return {"column": name, "when_blank": job.blank[name]} if name in job.blank else name

    def yaml(self, job: Job) -> str:
        status = "keep" if job.keeps_invalid_status else "active"
        text = LOOSE + f"options: {{invalid_status: {status}, duplicate_records: {job.duplicates}}}\n"
        if (rules := job.rules) is None:
            return text
        active = {
            "inactivate_after_days": rules.unseen_days,
            "disable_login": rules.disable_login,
            "clear_homeroom": rules.clear_homeroom,
            "delete_graduated_seniors": rules.seniors,
            "graduated_seniors_in_feed": "keep" if rules.keeps_listed_seniors else "delete",
        }
        inactive = {} if rules.delete_days is None else {"delete_after_days": rules.delete_days, "delete_if": rules.delete_if}
        said = {
            "when_records_read_above": 0,
            "when_skipped_below": 9999,
            "limit_to": {"patron_types": list(rules.types)} if rules.types else "everyone",
            "active": {key: value for key, value in active.items() if value is not None},
            "inactive": inactive,
        }
        return text + f"inactivation: {json.dumps(said)}\n"

    def person(self, number: int) -> Row:
        row = {name: self.chance.choice(pool) for name, pool in POOLS.items()}
        barcode = self.chance.choice([str(number), str(number), str(self.chance.randrange(8)), ""])
        if self.assigns and self.chance.random() < 0.5:
            barcode = "autoassign"
        return row | {"district_id": f"D{number}" if self.chance.random() < 0.97 else "", "barcode": barcode}

    def feed(self, job: Job) -> list[Row]:
        """The last feed with leavers, newcomers, changed cells, doubles, or just the same."""
        rows = [dict(row) for row in self.feeds[job.name]]
        if rows and self.chance.random() < 0.25:
            return list(rows)
        rows = [row for row in rows if self.chance.random() > 0.2]
        for row in rows:
            if self.chance.random() < 0.3:
                name = self.chance.choice(sorted(POOLS))
                row[name] = self.chance.choice(POOLS[name])
        rows += [dict(self.person(self.chance.randrange(10))) for _ in range(self.chance.randrange(1, 5))]
        self.chance.shuffle(rows)
        return list(rows)

    def night(self, now: datetime) -> str:
        """One update in both; answers with what tells them apart."""
        job = self.chance.choice(self.jobs)
        full = self.chance.random() < 0.75
        rows = self.feeds[job.name] = self.feed(job)
        owing = {f"D{number}": 1 for number in range(10) if self.chance.random() < 0.3}
        self.district.feed(" ".join(COLUMNS), *([row[name] for name in COLUMNS] for row in rows))
        lines = "".join(f"{key},{count},0\n" for key, count in owing.items())
        (self.district.folder / "feeds" / "circulation.csv").write_text("ID,Out,Due\n" + lines)
        record = self.district.run("full" if full else "incremental", as_of=now, job=job.name)
        counters, messages = Update(self.store, job, full, now.replace(tzinfo=None), now.date(), owing).run(rows)
        ours = {name: count for name, count in record.counters.model_dump().items() if name in COUNTED and count}
        theirs = {name: count for name, count in counters.items() if name in COUNTED and count}
        differ = {"counters": (ours, theirs), "messages": (record.messages, +messages), "patrons": (self.held(), self.expected())}
        wrong = {what: pair for what, pair in differ.items() if pair[0] != pair[1]}
        return "" if not wrong else f"{job}\n{'full' if full else 'incremental'} {now}\n{json.dumps(rows, indent=0)}\n{_shown(wrong)}"

    def held(self) -> list[tuple[Any, ...]]:
        return self.district.rows(f"SELECT {', '.join(FIELDS)} FROM store.patron ORDER BY district_id, patron_id")

    def expected(self) -> list[tuple[Any, ...]]:
        patrons = sorted(self.store.patrons.values(), key=lambda patron: (patron["district_id"], patron.number))
        return [tuple(patron[name] for name in FIELDS) for patron in patrons]


COUNTED = ("added", "updated", "unchanged", "transferred", "reactivated", "skipped", "inactivated", "deleted")


def _shown(wrong: dict[str, Any]) -> str:
    lines = []
    for what, (ours, theirs) in wrong.items():
        if what == "patrons":
            here, there = Counter(ours), Counter(theirs)
            lines += [f"SQL        {row}" for row in here - there] + [f"row by row {row}" for row in there - here]
        else:
            lines.append(f"{what}: SQL {ours}, row by row {theirs}")
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEED, SEED + DISTRICTS))
def test_row_by_row_it_comes_to_the_same(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    world = World(tmp_path, chance)
    now = START
    for _ in range(8):
        now += timedelta(days=chance.choice([0, 0, 1, 1, 2, 5]), minutes=1)
        assert world.night(now) == "", f"seed {seed}"
