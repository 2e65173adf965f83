"""What districts and jobs share: the nearer wins, mappings merge by key, a list replaces, and problems point to the file that is wrong."""

import json
from pathlib import Path

import pytest

from patronctl.config.workspace import load
from patronctl.places import Places
from patronctl.review.show import as_json, as_yaml, show

DISTRICT = """name: {name}
title: {name}
timezone: America/Chicago
statistical_year_starts_in: august
sites: [{{short_name: HS, title: High, default_patron_type: Student, default_access_level: Patron}}]
access_levels: [Patron]
patron_types: {{Student: student}}
"""
JOB = "name: {name}-students\nproperties: p.properties.yaml\nsource: {{folder: feeds/{name}}}\n"
PROPERTIES = "match_on: district_id\nfields: {district_id: Id, barcode: Id, site: Site, last_name: Last}\n"
SHARED = """
source: {type: directory, file: students.csv}
schedule: {time: "02:30", full: [mon, tue]}
guards: {max_added: 10%, max_deleted: 1%}
tombstones_kept_days: 30
"""


def workspace(root: Path, *names: str, group: str = "north") -> Path:
    for name in names:
        folder = root / "jobs" / group / name
        folder.mkdir(parents=True)
        (folder / "district.yaml").write_text(DISTRICT.format(name=name))
        (folder / "students.yaml").write_text(JOB.format(name=name))
        (folder / "p.properties.yaml").write_text(PROPERTIES)
    (root / "jobs" / "defaults.yaml").write_text(SHARED)
    return root


def test_the_nearer_wins_mappings_merge_and_lists_replace(tmp_path: Path):
    root = workspace(tmp_path, "lincoln", "adams")
    (root / "jobs" / "north" / "defaults.yaml").write_text("guards: {max_deleted: 3%}\nschedule: {full: [sat]}\n")
    with (root / "jobs" / "north" / "adams" / "students.yaml").open("a") as file:
        file.write("guards: {max_added: 90%}\n")

    loaded = load(root)

    assert loaded.errors == ()
    adams, lincoln = loaded.jobs["adams-students"].job, loaded.jobs["lincoln-students"].job
    assert (adams.guards.max_added, adams.guards.max_deleted) == ("90%", "3%")
    assert (lincoln.guards.max_added, lincoln.source.folder, lincoln.source.file) == ("10%", "feeds/lincoln", "students.csv")
    assert lincoln.schedule is not None
    assert (lincoln.schedule.time, lincoln.schedule.full) == ("02:30", ["sat"])
    assert loaded.districts["adams"].district.tombstones_kept_days == 30


def test_show_says_which_file_and_line_gave_each_value(tmp_path: Path):
    root = workspace(tmp_path, "lincoln")
    values = show(Places(root, root / "state"), "lincoln-students")

    by_path = {one.path: one for one in values}

    assert by_path["job.guards.max_added"].origin == "jobs/defaults.yaml:4"
    assert by_path["job.source.folder"].origin == "jobs/north/lincoln/students.yaml:3"
    assert by_path["job.guards.max_shrink"].origin == "default"
    assert by_path["district.tombstones_kept_days"].value == 30
    assert '    max_added: "10%"  # jobs/defaults.yaml:4' in as_yaml(values)
    assert {"path": "job.guards.max_added", "value": "10%", "file": "jobs/defaults.yaml", "line": 4} in json.loads(as_json("j", values))[
        "values"
    ]


def test_a_wrong_default_is_reported_once_where_it_is(tmp_path: Path):
    root = workspace(tmp_path, *(f"d{number}" for number in range(20)))
    (root / "jobs" / "defaults.yaml").write_text(SHARED.replace("max_added: 10%", "max_added: lots"))

    problems = load(root).errors

    assert [(problem.file, problem.line) for problem in problems] == [("jobs/defaults.yaml", 4)]
    assert "20 files inherit it" in problems[0].hint


@pytest.mark.parametrize(
    ("text", "said"),
    [("guard: {}\n", "unknown key `guard`"), ("name: x\n", "can't be shared"), ("[x]\n", "")],
)
def test_what_is_no_default_is_an_error(tmp_path: Path, text: str, said: str):
    root = workspace(tmp_path, "lincoln")
    (root / "jobs" / "north" / "defaults.yaml").write_text(text)

    (problem,) = load(root).errors

    assert (problem.file, said in problem.message) == ("jobs/north/defaults.yaml", True)


def test_a_broken_default_stops_the_jobs_that_inherit_it_and_no_others(tmp_path: Path):
    root = workspace(tmp_path, "lincoln", group="north")
    workspace(root, "adams", group="south")
    (root / "jobs" / "north" / "defaults.yaml").write_text("guards: {max_added: lots}\n")

    loaded = load(root)

    assert loaded.job("adams-students").job.name == "adams-students"
    assert "lincoln-students" not in loaded.jobs
