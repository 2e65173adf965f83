"""`plan --against --state`: which patrons a change of the rules would affect, counted by school in the patron store."""

import json
import shutil
import subprocess
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from patronctl.cli.main import app
from patronctl.domain.comparison import Comparison
from patronctl.review import compare

from .north import EVERYBODY, START, UNSEEN, North, person

DAY = timedelta(days=1)
OF_MS = [person(number, Site="MS") for number in range(11, 14)]


def committed(root: Path) -> None:
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "safe.directory=*")
    for arguments in (["init", "--quiet", "-b", "main"], ["add", "jobs"], ["commit", "--quiet", "-m", "x"]):
        subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight patrons, of whom two of one school and one of the other are missing since day 1; committed on day 10."""
    made = North(tmp_path_factory.mktemp("north"))
    made.configure(UNSEEN.replace("inactivate_after_days: 14", "inactivate_after_days: 300"))
    made.run(0, [*EVERYBODY, *OF_MS])
    made.run(1, [*EVERYBODY[2:], *OF_MS[1:]])
    made.run(10, [*EVERYBODY[2:], *OF_MS[1:]])
    committed(made.root)
    return made.root


@pytest.fixture
def north(prepared: Path, tmp_path: Path) -> North:
    """A copy of that district."""
    shutil.copytree(prepared, tmp_path / "north", symlinks=True)
    return North(tmp_path / "north")


def edited(north: North, *replacements: tuple[str, str], file: str = "students.yaml", day: int = 10) -> Comparison:
    path = north.folder / file
    text = path.read_text()
    for before, after in replacements:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text)
    return compare.against(north.places, "main", (START + day * DAY).astimezone(UTC), count=True)


def told(found: Comparison) -> dict[str, dict[str, tuple[int, int]]]:
    return {reach.what: {name: (site.before, site.after) for name, site in reach.sites.items()} for reach in found.reach}


def test_a_rule_that_hits_sooner_is_counted_by_school(north: North) -> None:
    found = edited(north, ("inactivate_after_days: 300", "inactivate_after_days: 5"))

    assert told(found) == {"inactivated": {"HS": (0, 2), "MS": (0, 1)}}
    assert [(reach.before, reach.after) for reach in found.reach] == [(0, 3)]


def test_those_of_the_last_feed_count_as_seen_again(north: North) -> None:
    assert told(edited(north, ("inactivate_after_days: 300", "inactivate_after_days: 0"))) == {"inactivated": {"HS": (0, 2), "MS": (0, 1)}}


def test_a_rule_that_is_switched_off_spares_those_it_reached(north: North) -> None:
    edited(north, ("inactivate_after_days: 300", "inactivate_after_days: 5"))
    committed(north.root)

    found = edited(north, ("patron_types: [Student]", "patron_types: [Teacher]"))

    assert told(found) == {"inactivated": {"HS": (2, 0), "MS": (1, 0)}}


def test_deletion_counts_who_would_go_whatever_they_owe(north: North) -> None:
    north.run(11, [person(number, Status="I") for number in range(1, 6)])

    assert told(edited(north, ("delete_after_days: 30", "delete_after_days: 0"), day=12)) == {"deleted": {"HS": (0, 5)}}


def test_a_mapping_that_is_flagged_says_whom_the_last_feed_held(north: North) -> None:
    found = edited(north, ("status: Status", "status: {value: I}"), file="p.properties.yaml")

    assert told(found) == {"in_the_last_feed": {"HS": (3, 3), "MS": (2, 2)}}


def call(north: North, *words: str, **environment: str) -> tuple[int, str]:
    ended = CliRunner().invoke(
        app, ["plan", "--workspace", str(north.root), "--against", "main", *words], env={"COLUMNS": "200", **environment}
    )
    return ended.exit_code, ended.stdout


def test_text_markdown_and_json_say_it_where_a_state_is_named(north: North, tmp_path: Path) -> None:
    edited(north, ("inactivate_after_days: 300", "inactivate_after_days: 5"))
    state = ("--state", str(north.places.state))

    said = "north-students: 3 patrons would be inactivated (was 0): HS 2 (was 0), MS 1 (was 0)"
    assert said in call(north, *state)[1]
    assert f"- {said}" in call(north, *state, "--format", "markdown")[1]
    found: dict[str, Any] = json.loads(call(north, *state, "--format", "json")[1])
    assert found["reach"][0]["sites"] == {"HS": {"before": 0, "after": 2}, "MS": {"before": 0, "after": 1}}
    assert "would be" not in call(north)[1]
    assert "so patrons are not counted" in call(north, "--state", str(tmp_path / "empty"))[1]
    assert not (tmp_path / "empty").exists()


def test_no_name_and_no_number_of_a_patron_is_told(north: North) -> None:
    edited(north, ("inactivate_after_days: 300", "inactivate_after_days: 5"))

    _, output = call(north, "--state", str(north.places.state), "--format", "json")

    assert not any(value in output for person in EVERYBODY for value in (person["Id"], person["Last"]))
