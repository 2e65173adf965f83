"""What the conversion makes of a feed, without the rest of a run."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.config.workspace import LoadedJob
from patronctl.properties.model import Properties
from patronctl.sources.fetch import fetch
from patronctl.store.connection import open_store
from patronctl.update import convert
from patronctl.update.stage import stage

DISTRICT = District.model_validate(
    {
        "name": "north",
        "title": "North",
        "timezone": "America/Chicago",
        "statistical_year_starts_in": "august",
        "sites": [{"short_name": "HS", "title": "High School", "default_patron_type": "Student", "default_access_level": "Patron"}],
        "access_levels": ["Patron"],
        "patron_types": {"Student": "student"},
    }
)
JOB = Job.model_validate(
    {"name": "north-students", "properties": "p.properties", "source": {"type": "directory", "folder": ".", "file": "f.csv"}}
)


def write_feed(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    path = folder / "f.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def records(folder: Path, properties: Properties) -> list[dict[str, Any]]:
    """The records of `folder`/f.csv as the properties convert them, in the order of the file."""
    loaded = LoadedJob(JOB, DISTRICT, properties, folder / "job.yaml", folder / "p.properties", folder)
    into = Path(mkdtemp(dir=folder))
    fetched = fetch(JOB.source, into, beside=folder, encoding=properties.encoding)
    with open_store(folder / "none.duckdb", read_only=True, reach=[folder]) as door:
        convert.codes(door, DISTRICT)
        convert.convert(door, loaded, stage(fetched, loaded), "key", date(2026, 11, 25))
        found = door.connection.execute("SELECT * FROM record ORDER BY record")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
