"""A time zone that is none is answered with the one that is meant, never with one that is hours off."""

from pathlib import Path
from shutil import copytree

import pytest

from patronctl.config.workspace import load

BASE = Path(__file__).parent / "base"
MEANT = {
    "CST": "America/Chicago", "CDT": "America/Chicago", "cst": "America/Chicago", "Central": "America/Chicago", "CST6": "America/Chicago",
    "EST": "America/New_York", "EDT": "America/New_York", "Eastern Standard Time": "America/New_York", "US Eastern": "America/New_York",
    "MST": "America/Denver", "MDT": "America/Denver", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "Pacific Time (US & Canada)": "America/Los_Angeles", "AKST": "America/Anchorage", "AKDT": "America/Anchorage",
    "HST": "Pacific/Honolulu", "HAST": "Pacific/Honolulu", "AST": "America/Halifax", "ChST": "Pacific/Guam",
    "Chicago": "America/Chicago", "New York": "America/New_York", "America/Chigaco": "America/Chicago",
    "America/New York": "America/New_York",
    "america/chicago": "America/Chicago", "US/Chicago": "America/Chicago", "posix/America/Chicago": "America/Chicago",
}  # fmt: skip
NOTHING_MEANT = ["localtime", "posixrules", "Factory", "UTC-6", "GMT-6", "-06:00", "../../etc/localtime", "Mars", "tzdata.zi"]


def refused(name: str, root: Path) -> list[tuple[int, str]]:
    copytree(BASE, root, dirs_exist_ok=True)
    district = root / "jobs" / "lincoln" / "district.yaml"
    district.write_text(district.read_text(encoding="utf-8").replace("timezone: America/Chicago", f"timezone: {name!r}"), encoding="utf-8")
    return [(problem.line, problem.hint) for problem in load(root).errors]


@pytest.mark.parametrize("name", MEANT)
def test_a_name_that_people_use_is_answered_with_the_real_one(name: str, tmp_path: Path) -> None:
    [(line, hint)] = refused(name, tmp_path)

    assert line == 3
    assert hint.startswith(f"Did you mean {MEANT[name]}?")


@pytest.mark.parametrize("name", NOTHING_MEANT)
def test_where_no_place_is_meant_none_is_proposed(name: str, tmp_path: Path) -> None:
    [(_, hint)] = refused(name, tmp_path)

    assert hint == "Names are such as America/Chicago."


@pytest.mark.parametrize(
    "name", ["America/Chicago", "US/Central", "CST6CDT", "UTC", "Pacific/Honolulu", "America/Phoenix", "Europe/Berlin"]
)
def test_a_real_one_is_taken(name: str, tmp_path: Path) -> None:
    assert refused(name, tmp_path) == []
