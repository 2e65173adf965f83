"""The first hour of an administrator: from `init` to a dry run of a feed of their own, by the commands as they are typed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.own_feed import own_feed

JOB = """name: own
properties: own.properties.yaml
source: {type: directory, folder: ../../feeds, file: own.csv}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as `init` makes it, and an export with names of its own in its feeds."""
    folder = tmp_path_factory.mktemp("hour") / "ws"
    typed("init", str(folder), "--district", "Own Schools", at=folder.parent)
    own_feed(folder / "feeds" / "own.csv")
    for made in (folder / "jobs" / "own-schools").glob("students*"):
        made.unlink()
    return folder


def typed(*words: str, at: Path, expect: int = 0) -> str:
    """What a command says, on both streams."""
    told = {name: value for name, value in os.environ.items() if not name.startswith("PATRONCTL_")}
    told |= {"PATRONCTL_STATE": str(at / "state"), "COLUMNS": "100"}
    done = subprocess.run([sys.executable, "-m", "patronctl", *words], cwd=at, env=told, capture_output=True, text=True, timeout=60)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_from_init_to_a_dry_run_that_says_who(home: Path) -> None:
    district = home / "jobs" / "own-schools"
    drafted = typed("properties", "draft", "feeds/own.csv", at=home)

    assert "district_id: PupilRef" in drafted
    assert "197 different values in 200 records" in drafted
    assert "90.0% of its values are such dates" in drafted
    assert "skip_rows: 1" in drafted
    assert "- {short_name: East, title: School East}" in drafted
    assert "--out jobs/DISTRICT/own.properties.yaml" in drafted

    typed("properties", "draft", "feeds/own.csv", "--out", str(district / "own.yaml"), at=home)
    assert "Name the file own.properties.yaml." in typed("validate", at=home, expect=2)
    (district / "own.yaml").rename(district / "own.properties.yaml")

    text = (district / "district.yaml").read_text()
    sites = "".join(f"  - {{short_name: {name}, title: {name} School, default_patron_type: Student, default_access_level: Patron}}\n"
                    for name in ("East", "North", "South"))  # fmt: skip
    (district / "district.yaml").write_text(text.replace("sites:\n", f"sites:\n{sites}"))
    (district / "own.yaml").write_text(JOB)
    assert "no problems" in typed("validate", at=home)

    first = typed("run", "own", "--dry-run", "--log-format", "none", at=home)
    assert "Would be added: 197 patrons, the first 20" in first
    assert "100000" in first

    typed("run", "own", "-q", at=home)
    feed = home / "feeds" / "own.csv"
    feed.write_text(re.sub(",Sur(.son)", r",Mac\1", feed.read_text()))
    second = typed("run", "own", "--dry-run", "--full", "--log-format", "none", "--show", "all", at=home, expect=3)
    assert "Changed: last name" in second
    assert "197 of 197" in second
    assert second.count("last_name: Sur") == 197
    assert f"{home}/state/districts/own-schools/runs/" in second


def test_check_is_not_ready_where_a_field_is_invalid_in_most_records_and_says_what_would_fit(tmp_path: Path) -> None:
    typed("init", str(tmp_path / "ws"), "--district", "Own Schools", at=tmp_path)
    feed = tmp_path / "ws" / "feeds" / "students.csv"
    feed.write_text(feed.read_text() + "009,00104799,New,Kid,,1,10,2029,04/30/2010,kid@example.org\n")

    ready = typed("check", "own-schools-students", at=tmp_path / "ws")
    assert "site_unknown" in ready
    assert "is ready" in ready

    feed.write_text(re.sub(r"(\d\d)/(\d\d)/(20\d\d)", r"\3-\1-\2", feed.read_text()))
    refused = " ".join(typed("check", "own-schools-students", at=tmp_path / "ws", expect=5).split())
    assert "not valid in most records: birth_date" in refused
    assert '"%Y-%m-%d"' in refused

    preview = typed("properties", "preview", "own-schools-students", "--rows", "1", at=tmp_path / "ws")
    assert "9999-99-99" in preview
    assert "2010" not in preview
