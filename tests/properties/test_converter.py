"""A converter file and what is made of it, side by side: `converter/<case>.properties` and `converter/<case>.yaml`.

To add a case, write the .properties file, run this file as a program, and read what it has written.
"""

import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from patronctl.config.workspace import load
from patronctl.properties.follett import read
from patronctl.views.problems import as_json, as_text

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "converter"
NAMES = sorted(path.stem for path in CASES.glob("*.properties"))


def outcome(path: Path) -> dict:
    reading = read(path)
    shown: dict = {}
    if reading.properties:
        shown["properties"] = reading.properties.model_dump(exclude_unset=True, exclude={"header"})
    if reading.problems:
        shown["problems"] = [str(problem) for problem in reading.problems]
    if reading.notes:
        shown["notes"] = [f"{note.line}: {note.key}: {note.why}" for note in reading.notes]
    return shown


@pytest.mark.parametrize("name", NAMES)
def test_a_converter_file_becomes_properties_and_problems(name: str) -> None:
    expected = YAML(typ="safe").load(CASES / f"{name}.yaml")

    assert outcome(CASES / f"{name}.properties") == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_file_with_an_error_is_never_half_used(name: str) -> None:
    reading = read(CASES / f"{name}.properties")

    errors = [problem for problem in reading.problems if problem.severity == "error"]
    assert (reading.properties is None) == bool(errors)


@pytest.mark.parametrize("name", NAMES)
def test_every_problem_has_a_hint_and_no_message_holds_a_login(name: str) -> None:
    shown = str(outcome(CASES / f"{name}.properties"))

    assert all(problem.hint for problem in read(CASES / f"{name}.properties").problems)
    assert "hunter2" not in shown
    assert "librarian" not in shown


def test_no_line_with_a_login_is_quoted_when_the_workspace_is_validated(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "jobs", tmp_path / "jobs")
    text = "username=librarian\nusername=libra\\u00gg\nlogon=hunter2\nfield_password=\\\n  hunter2{\nfield_homeroom={4\n"
    (tmp_path / "jobs/lincoln/old.properties").write_text(text)

    found = load(tmp_path)
    shown = as_text(found.root, found.problems, found.files) + as_json(found.problems)

    assert "old.properties:6:16: error" in shown
    assert not any(secret in shown for secret in ("libra", "hunter2"))


if __name__ == "__main__":
    writer = YAML()
    writer.width = 1000
    for missing in NAMES:
        target = CASES / f"{missing}.yaml"
        if not target.exists():
            writer.dump(outcome(CASES / f"{missing}.properties"), target)
