"""A district in a throw-away workspace, whose feed a test writes; real files, a real store."""

import csv
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from patronctl.config.workspace import load
from patronctl.domain.run_record import RunRecord
from patronctl.domain.schedule import Update
from patronctl.places import Places
from patronctl.store.connection import open_store
from patronctl.update.context import RunOptions
from patronctl.update.repair import repairing
from patronctl.update.run import run

SAMPLES = Path(__file__).parents[2]
DISTRICT = """
name: north
title: North District
timezone: America/Chicago
statistical_year_starts_in: august
require_district_id: {require_district_id}
sites:
  - {{short_name: HS, title: High School, aliases: ["01"], default_patron_type: Student, default_access_level: Patron}}
  - {{short_name: MS, title: Middle School, aliases: ["02"], default_patron_type: Student,
     default_access_level: Patron, default_resource_group: Middle}}
access_levels: [Patron, Teacher]
patron_types: {{Student: student, Teacher: faculty}}
"""
JOB = "name: north-students\nproperties: p.properties.yaml\nsource: {type: directory, folder: feeds, file: f.csv}\n"


@dataclass
class District:
    """One district with one job. Every run is an hour after the one before, unless it says when."""

    root: Path
    fields: dict[str, Any] = field(default_factory=dict)
    hours: int = 0

    def configure(
        self, fields: Mapping[str, Any], *, match_on: str = "district_id", require: bool = False, job: str = "", properties: str = ""
    ) -> None:
        self.fields = dict(fields)
        (self.folder / "district.yaml").write_text(DISTRICT.format(require_district_id=str(require).lower()))
        (self.folder / "north.yaml").write_text(JOB + job)
        (self.folder / "p.properties.yaml").write_text(f"match_on: {match_on}\nfields: {json.dumps(dict(fields))}\n{properties}")

    @property
    def folder(self) -> Path:
        return self.root / "jobs" / "north"

    @property
    def places(self) -> Places:
        return Places(self.root, self.root / "state")

    def feed(self, header: str, *rows: Sequence[str] | str) -> None:
        with (self.folder / "feeds" / "f.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header.split(), *(row.split("|") if isinstance(row, str) else row for row in rows)])

    def second_job(self, fields: Mapping[str, Any], *, match_on: str = "district_id", job: str = "", name: str = "north-extra") -> None:
        """Another job over the same feed file, with properties of its own."""
        text = JOB.replace("north-students", name).replace("p.properties", f"{name}.properties")
        (self.folder / f"{name}.yaml").write_text(text + job)
        (self.folder / f"{name}.properties.yaml").write_text(f"match_on: {match_on}\nfields: {json.dumps(dict(fields))}\n")

    def run(
        self,
        update: Update | None = "full",
        *,
        dry_run: bool = False,
        as_of: datetime | None = None,
        job: str = "north-students",
        repair: Path | None = None,
    ) -> RunRecord:
        """`repair` is a corrected quarantine file, which is loaded instead of the feed."""
        record = self.attempt(update, dry_run=dry_run, as_of=as_of, job=job, repair=repair)
        assert record.failure is None
        return record

    def attempt(
        self,
        update: Update | None = "full",
        *,
        job: str = "north-students",
        allow: tuple[str, ...] = (),
        dry_run: bool = False,
        as_of: datetime | None = None,
        repair: Path | None = None,
    ) -> RunRecord:
        """A run that may fail."""
        self.hours += 1
        clock = as_of or datetime.fromtimestamp(1_790_000_000 + 3600 * self.hours, UTC)
        loaded = load(self.root)
        assert loaded.errors == ()
        wanted = repairing(loaded.job(job), repair) if repair else loaded.job(job)
        return run(wanted, RunOptions(update, dry_run, clock, allow, repair=repair), self.places)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with open_store(self.places.store("north"), read_only=True) as door:
            return door.connection.execute(query).fetchall()

    def patron(self, district_id: str) -> dict[str, Any]:
        with open_store(self.places.store("north"), read_only=True) as door:
            found = door.connection.execute("SELECT * FROM store.patron WHERE district_id = ?", [district_id])
            names = [column[0] for column in found.description]
            (row,) = found.fetchall()
        return dict(zip(names, row, strict=True))

    def entries(self, record: RunRecord) -> list[dict[str, Any]]:
        path = self.places.runs("north") / record.run_id / "entries.parquet"
        with open_store(self.places.store("north"), read_only=True, reach=[path.parent]) as door:
            found = door.connection.execute("SELECT * FROM read_parquet(?) ORDER BY line, code", [str(path)])
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture
def district(tmp_path: Path) -> District:
    made = District(tmp_path)
    (made.folder / "feeds").mkdir(parents=True)
    return made


@dataclass
class Lincoln:
    """The sample district, as it is in the repository."""

    root: Path

    def run(
        self, feed: str = "students.csv", update: Update = "full", *, dry_run: bool = False, as_of: datetime | None = None
    ) -> RunRecord:
        shutil.copy(SAMPLES / "feeds" / feed, self.root / "feeds" / "students.csv")
        job = load(self.root).job("lincoln-students")
        return run(job, RunOptions(update, dry_run, as_of), Places(self.root, self.root / "state"))

    def patrons(self) -> list[tuple[Any, ...]]:
        with open_store(Places(self.root, self.root / "state").store("lincoln"), read_only=True) as door:
            return door.connection.execute("SELECT * FROM store.patron ORDER BY patron_id").fetchall()


@pytest.fixture
def lincoln(tmp_path: Path) -> Lincoln:
    shutil.copytree(SAMPLES / "jobs", tmp_path / "jobs")
    shutil.copytree(SAMPLES / "feeds", tmp_path / "feeds")
    return Lincoln(tmp_path)
