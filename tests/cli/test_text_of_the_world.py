"""What headers, values, file names and YAML may hold: nothing of it steers the terminal, is markup, or shows a secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from patronctl.domain.text import HARMFUL, finished, harmless, visible

DISTRICT = """name: north
title: North
timezone: America/Chicago
statistical_year_starts_in: august
sites: [{short_name: HS, title: High, default_patron_type: Student, default_access_level: Patron}]
access_levels: [Patron]
patron_types: {Student: student}
"""
JOB = "name: students\nproperties: p.properties.yaml\nsource: {type: directory, folder: ../../feeds, file: f.csv}\n"
PROPERTIES = (
    "match_on: district_id\nfields: {district_id: Id, barcode: Id, site: Site, last_name: Last, first_name: First, homeroom: Room}\n"
)
NASTY = ["\x1b]0;owned\x07", "\x10x", "\x7f", "\u202eevil", "[/b]", "[bold]x", "[link=https://example.org]y", ":smile:"]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "jobs" / "north"
    folder.mkdir(parents=True)
    (tmp_path / "feeds").mkdir()
    (folder / "district.yaml").write_text(DISTRICT)
    (folder / "students.yaml").write_text(JOB)
    (folder / "p.properties.yaml").write_text(PROPERTIES)
    rows = [f"{number:03},HS,Last{text},First{text},Room{text}" for number, text in enumerate(NASTY, start=1)]
    (tmp_path / "feeds" / "f.csv").write_text("\n".join(["Id,Site,Last,First,Room", *rows]) + "\n", encoding="utf-8")
    return tmp_path


def patronctl(workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    places = ["--workspace", str(workspace), "--state", str(workspace / "state")]
    command = [sys.executable, "-m", "patronctl", *arguments, *places]
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_no_command_hands_a_control_character_or_markup_to_the_terminal(workspace: Path):
    patronctl(workspace, "run", "students", "--log-format", "none")
    commands = [
        ["run", "students", "--dry-run", "--log-format", "none"],
        ["check", "students", "--show-values"],
        ["check", "students"],
        ["properties", "preview", "students", "--show-values"],
        ["properties", "preview", "students"],
        ["explain", "students", "001"],
        ["explain", "students", "006"],
        ["explain", "students", "\x1b]0;owned\x07"],
        ["runs", "show", "latest"],
    ]

    for command in commands:
        done = patronctl(workspace, *command)
        assert not HARMFUL.search(done.stdout + done.stderr), command
        assert "MarkupError" not in done.stderr
        assert done.returncode in (0, 1), (command, done.stderr, done.stdout)
    for text in ("[/b]", "[bold]x", "[link=https://example.org]y", ":smile:"):
        line = str(NASTY.index(text) + 2)
        assert f"Last{text}" in patronctl(workspace, "properties", "preview", "students", "--line", line, "--show-values").stdout


def test_explain_needs_no_run_before_it_and_leaves_nothing_behind(workspace: Path):
    done = patronctl(workspace, "explain", "students", "001")

    assert (done.returncode, "would be neither inactivated nor deleted" in done.stdout) == (0, True), done.stderr
    assert not (workspace / "state" / "districts").exists()


@pytest.mark.parametrize(
    "yaml",
    [
        "notify:\n  x:\n    type: apprise\n    url: tgram://HORSEtoken/HORSEchat\n",
        "notify:\n  x:\n    type: email\n    password: !HORSE x\n",
        "notify:\n  x:\n    type: email\n    password:\n      *HORSE\n",
        "notify:\n  x: *HORSE\n",
        "notify:\n  x: !HORSE\n",
        "circulation:\n  source: sftp://u:HORSE@h/out\n",
        "targets:\n- name: a\n  type: koha\n  url: https://example.org:HORSE@h\n  client_id: HORSE\n  client_secret:\n    HORSE\n",
        "notify:\n  x: {type: webhook, url: https://hooks.example.org/HORSE}\n",
    ],
)
def test_a_secret_that_was_written_out_is_not_repeated(workspace: Path, yaml: str):
    (workspace / "jobs" / "north" / "district.yaml").write_text(DISTRICT + yaml)

    for form in (["validate"], ["validate", "--format", "json"], ["run", "students", "--dry-run"], ["status"], ["show", "students"]):
        done = patronctl(workspace, *form)
        assert done.returncode != 0
        assert "HORSE" not in done.stdout + done.stderr, form


def test_escapes_and_replacements_keep_what_is_harmless():
    assert visible("a\tb\nc ñ 🙂") == "a\tb\nc ñ 🙂"
    assert visible("\x1b[31m\u202e") == "\\u001b[31m\\u202e"
    assert finished("\x1b[31;1mred\x1b[0m \x1b]0;x\x07") == "\x1b[31;1mred\x1b[0m \\u001b]0;x\\u0007"
    assert harmless("x\x9by") == "x\ufffdy"
