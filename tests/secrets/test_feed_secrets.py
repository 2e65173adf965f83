"""Passwords of a feed, in every column and in every kind of damaged line: none of them is stored, shown or published."""

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


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


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


def test_unreadable_lines_keep_number_and_reason_where_a_column_holds_a_password(tmp_path: Path) -> None:
    workspace, planted = Workspace(tmp_path), Planted()
    bad = f"000002,Lee,Ann,101,u2,{planted.secret('a short line')}"
    good = [f"{number:06},Lee,Ann,101,u{number},{planted.secret('a good line')}," for number in (1, 3, 4, 5, 6)]
    (tmp_path / "feeds" / "students.csv").write_text("\n".join([_line(HEADER), good[0], bad, *good[1:]]) + "\n")

    assert workspace.run("run students --full").returncode == 0

    (row,) = workspace.entries()
    assert (row["patronctl_code"], row["patronctl_line"], row["patronctl_text"]) == ("line_unreadable", "3", "")
    assert row["patronctl_reason"] == "6 columns instead of 7"
    assert planted.leaks(workspace.written, workspace.outputs) == []


def test_unreadable_lines_are_kept_whole_where_no_column_holds_a_secret(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, fields={name: column for name, column in FIELDS.items() if name != "password"})
    header = _line(["id", "last", "first", "school", "user"])
    (tmp_path / "feeds" / "students.csv").write_text(
        "\n".join([header, "000001,Lee,Ann,101,u1", "000002,Lee,Ann,101", "000003,Lee,Ann,101,u3"])
    )

    assert workspace.run("run students --full --allow max_skipped").returncode == 0

    assert [row["patronctl_text"] for row in workspace.entries()] == ["000002,Lee,Ann,101"]


def test_a_column_that_nobody_uses_is_not_copied_when_its_name_speaks_of_a_secret(tmp_path: Path) -> None:
    workspace, planted = Workspace(tmp_path, fields={name: column for name, column in FIELDS.items() if name != "password"}), Planted()
    header = _line(["id", "last", "first", "school", "user", "Network Password"])
    rows = [f"000001,Lee,Ann,999,u1,{planted.secret('an unused column')}", f"000002,Lee,Ann,101,u2,{planted.secret('the same')},more"]
    good = [f"00001{number},Lee,Ann,101,v{number},{planted.secret('the same')}" for number in range(8)]
    (tmp_path / "feeds" / "students.csv").write_text("\n".join([header, *rows, *good]) + "\n")

    workspace.run("run students --full --format json")

    assert {row["patronctl_code"] for row in workspace.entries()} == {"site_unknown", "line_unreadable"}
    assert planted.leaks(workspace.written, workspace.outputs) == []


@pytest.mark.parametrize("kind", ["plain", "repeated", "one-by-chance", "another-delimiter", "unused-columns"])
def test_a_feed_without_its_header_is_not_quoted_anywhere(tmp_path: Path, kind: str) -> None:
    workspace, planted = Workspace(tmp_path), Planted()
    rows = [[planted.secret(f"row {row}, {name}") for name in HEADER] for row in range(8)]
    if kind == "repeated":
        rows[0][5] = rows[0][4] = rows[0][1]
    if kind == "one-by-chance":
        rows[0][3] = "school"
    if kind == "unused-columns":
        rows[0] += [planted.secret("more"), ""]
    delimiter = ";" if kind == "another-delimiter" else ","
    (tmp_path / "feeds" / "students.csv").write_text("".join(delimiter.join(row) + "\n" for row in rows))

    assert workspace.run("run students --full").returncode == 5
    assert workspace.run("check students").returncode != 0
    assert workspace.run("preview students").returncode != 0
    assert workspace.run("runs show latest --format json").returncode == 0
    assert workspace.run("runs show latest --format markdown").returncode == 0

    assert "column" in workspace.outputs["0: run students --full"]
    assert planted.leaks(workspace.written, workspace.outputs) == []
