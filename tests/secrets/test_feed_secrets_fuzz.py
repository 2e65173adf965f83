"""Every kind of damage at once, through every command: no password of a damaged line is stored, shown or published."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import patronctl
from tests.harness.planted import Planted
from tests.sources.corpus.test_corpus import DISTRICT, JOB, PROPERTIES

HEADER = ["id", "last", "first", "school", "user", "pin", "spare"]
FIELDS = {
    "district_id": "id",
    "barcode": "id",
    "last_name": "last",
    "first_name": "first",
    "site": "school",
    "username": "user",
    "password": "pin",
}

COMMANDS = (
    "check students --show-values",
    "check students --format json",
    "properties preview students --rows 500 --show-values",
    "properties preview students --rows 500 --format json",
    "explain students 001000",
    "run students --full --dry-run",
    "run students --full",
    "run students --full --format json --log-format json",
    "runs show latest",
    "runs show latest --format json",
    "runs show latest --format markdown",
    "report --site site",
    "report --run latest",
    "patrons district --format csv",
    "status",
)


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def damaged(cells: list[str]) -> dict[str, str]:
    """A record's line, damaged in each way that a reader may stumble over."""
    good, last = _line(cells), len(cells) - 1
    ways = {
        "too many cells": f"{good},x,y",
        "too few cells": ",".join(cells[:-1]),
        "shifted by a comma": ",".join([*cells[:2], "Jr.", *cells[2:]]),
        "text behind a closing quote": ",".join([*cells[:1], f'"{cells[1]}"x', *cells[2:]]),
        "a bare carriage return": good.replace(",", ",\r", 1),
        "a semicolon for a comma": good.replace(",", ";"),
    }
    for column in range(last):
        ways[f"a stray quote in column {column + 1}"] = ",".join(
            cell[:2] + '"' + cell[2:] if n == column else cell for n, cell in enumerate(cells)
        )
        ways[f"an open quote before column {column + 1}"] = ",".join('"' + cell if n == column else cell for n, cell in enumerate(cells))
        ways[f"several lines in column {column + 1}"] = _line([f"{cell}\n{good}" if n == column else cell for n, cell in enumerate(cells)])
    return ways


def feed(planted: Planted, *, among: int = 3) -> str:
    """Each kind of damage once, with `among` good lines behind it, each line with a password of its own."""
    rows, number = [], 1000

    def cells(what: str) -> list[str]:
        nonlocal number
        number += 1
        return [f"{number:06}", "Lee", "Ann", "101", f"u{number}", planted.secret(what), ""]

    for way in damaged(HEADER):
        rows.append(damaged(cells(way))[way])
        rows += [_line(cells(f"the lines behind {way}")) for _ in range(among)]
        rows.append('closing",,,,,,')  # what was left open ends here
    long, unknown, nobody = cells("too long a password"), cells("an unknown site"), cells("no last name")
    rows += [_line([*long[:5], long[5] * 5, ""]), _line([*unknown[:3], "999", *unknown[4:]]), _line([nobody[0], "", *nobody[2:]])]
    return "\n".join([_line(HEADER), *rows]) + "\n"


class Workspace:
    """A workspace in a folder, and whatever its commands said."""

    def __init__(self, root: Path, **properties: object) -> None:
        self.root, self.outputs = root, {}
        self.folder = root / "jobs" / "district"
        self.folder.mkdir(parents=True)
        (root / "feeds").mkdir()
        (root / "metrics").mkdir()
        (root / "site").mkdir()
        self.write("district", DISTRICT | {"metrics_folder": "../../metrics", "report_folder": "../../site"})
        self.write("students", JOB | {"guards": {"max_skipped": "off", "max_added": "off"}})
        self.write("students.properties", PROPERTIES | {"fields": FIELDS} | properties)

    def write(self, name: str, content: object) -> None:
        YAML().dump(content, self.folder / f"{name}.yaml")

    def run(self, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        places = {"PATRONCTL_WORKSPACE": str(self.root), "PATRONCTL_STATE": str(self.root / "state")}
        done = subprocess.run(
            [sys.executable, "-m", "patronctl", *command.split()],
            env={**os.environ, **places, "PYTHONPATH": str(Path(patronctl.__file__).parents[1]), **environment},
            capture_output=True,
            text=True,
            errors="surrogateescape",
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        self.outputs[f"{len(self.outputs)}: {command}"] = done.stdout + done.stderr
        return done

    @property
    def written(self) -> list[Path]:
        return [self.root / "state", self.root / "site", self.root / "metrics"]

    def entries(self) -> list[dict[str, object]]:
        found = sorted((self.root / "state").rglob("quarantine.csv"))[-1]
        with found.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.mark.slow
@pytest.mark.parametrize("among", [0, 3])
def test_no_password_of_a_damaged_feed_is_stored_shown_or_published(among: int, tmp_path: Path) -> None:
    workspace, planted = Workspace(tmp_path), Planted()
    (tmp_path / "feeds" / "students.csv").write_bytes(feed(planted, among=among).encode())

    for command in COMMANDS:
        workspace.run(command)

    assert len(planted.places) > 25
    assert planted.leaks(workspace.written, workspace.outputs) == []
