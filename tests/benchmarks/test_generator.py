import csv
import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.properties.model import Properties
from tests.benchmarks.district import JOB, NAME, Day, truth, write_feed, write_workspace
from tests.benchmarks.measure import checked, python

DAY = Day(records=1_000, messy=100_000)


def _rows(folder: Path, day: Day) -> list[dict[str, str]]:
    feed = folder / "feed.csv"
    write_feed(feed, day)
    with feed.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_same_day_is_the_same_feed(tmp_path):
    assert _rows(tmp_path, DAY) == _rows(tmp_path, DAY)


def test_a_feed_has_thirty_columns_and_a_line_per_record(tmp_path):
    rows = _rows(tmp_path, DAY)

    assert len(rows) == 1_000
    assert {len(row) for row in rows} == {30}


def test_a_clean_feed_names_every_student_once(tmp_path):
    rows = _rows(tmp_path, Day(records=1_000, messy=0))

    for column in ("StudentID", "CardNumber", "Username"):
        assert len({row[column] for row in rows}) == 1_000
    assert all(row["LastName"] and row["CardNumber"] for row in rows)


def test_a_messy_feed_has_each_kind_of_mess(tmp_path):
    rows = _rows(tmp_path, DAY)

    assert any(row["BirthDate"] == "13/45/2012" for row in rows)
    assert any(row["SchoolNumber"] == "S999" for row in rows)
    assert any(not row["LastName"] for row in rows)
    assert any(len(row["Nickname"]) > 30 for row in rows)
    assert len({row["StudentID"] for row in rows}) < 1_000


def test_the_truth_is_what_a_plain_comparison_finds(tmp_path):
    later = Day(records=1_000, messy=0, changed=100_000, gone=20_000, new=30_000)
    before, after = ({row["StudentID"]: row for row in _rows(tmp_path, day)} for day in (Day(records=1_000, messy=0), later))

    found = {
        "added": len(after.keys() - before.keys()),
        "changed": sum(before[key] != after[key] for key in before.keys() & after.keys()),
        "removed": len(before.keys() - after.keys()),
    }

    assert truth(later) == found
    assert all(found.values())


def test_a_touched_feed_is_another_file_with_the_same_patrons(tmp_path):
    plain, touched = (_rows(tmp_path, Day(records=100, touched=touched)) for touched in (False, True))

    assert plain != touched
    for row in (*plain, *touched):
        del row["LastModified"]
    assert plain == touched


def test_the_workspace_is_one_that_patronctl_accepts(tmp_path):
    write_workspace(tmp_path, DAY)
    folder = tmp_path / "jobs" / NAME

    assert len(District.model_validate(_yaml(folder / "district.yaml")).sites) == DAY.sites
    assert Job.model_validate(_yaml(folder / "students.yaml")).name == JOB
    assert Properties.model_validate(_yaml(folder / "students.properties.yaml")).match_on == "district_id"


def _yaml(path: Path) -> object:
    return YAML(typ="safe").load(path.read_text("utf-8"))


@pytest.mark.parametrize("peer", ["sqlite_upserts"])
def test_a_peer_finds_what_the_generator_changed(tmp_path, peer):
    later = Day(records=1_000, messy=0, changed=100_000, gone=20_000, new=30_000)
    write_feed(tmp_path / "old.csv", Day(records=1_000, messy=0))
    write_feed(tmp_path / "new.csv", later)

    finished = checked(python(f"tests.benchmarks.peers.{peer}", tmp_path / "old.csv", tmp_path / "new.csv"), tmp_path)

    assert json.loads(finished.out) == truth(later)


def test_the_floor_is_measured_as_a_process_of_its_own(tmp_path):
    write_feed(tmp_path / "feed.csv", DAY)

    cost = checked(python("tests.benchmarks.floor", tmp_path / "feed.csv"), tmp_path).cost

    assert cost.cpu > 0
    assert cost.wall > 0
    assert cost.peak > 10 * 1024 * 1024


def test_a_process_that_fails_says_what_it_said(tmp_path):
    with pytest.raises(RuntimeError, match="No such file"):
        checked(python("tests.benchmarks.floor", tmp_path / "missing.csv"), tmp_path)


def test_one_student_in_a_hundred_changes_each_night(tmp_path):
    first, second = ({row["StudentID"]: row for row in _rows(tmp_path, Day(records=10_000, messy=0, night=night))} for night in (50, 51))

    changed = sum(first[key] != second[key] for key in first.keys() & second.keys())

    assert 60 < changed < 140
    assert len(second.keys() - first.keys()) == 2
    assert len(first.keys() - second.keys()) == 2


def test_ten_millions_are_no_more_than_sql_can_count():
    assert truth(Day(records=10_000_000, messy=0, new=500))["added"] == 5_000
