"""Patterns and dates in file names."""

import os
from datetime import date
from pathlib import Path

import pytest

from patronctl.domain.errors import FeedError
from patronctl.sources.directory import DirectorySource, LocalFolder
from patronctl.sources.names import choose

TODAY = date(2026, 11, 23)


def chosen(folder: Path, file: str, names: dict[str, int]) -> str:
    for name, modified in names.items():
        (folder / name).write_text("x")
        os.utime(folder / name, (modified, modified))
    DirectorySource(type="directory", folder=".", file=file)
    return choose(LocalFolder(folder), file, TODAY).name


def test_a_pattern_takes_the_file_that_was_modified_last(tmp_path: Path) -> None:
    assert chosen(tmp_path, "students_*.csv", {"students_b.csv": 10, "students_a.csv": 20, "teachers_c.csv": 30}) == "students_a.csv"


def test_names_decide_where_times_are_equal(tmp_path: Path) -> None:
    assert chosen(tmp_path, "s?.csv", {"s1.csv": 10, "s2.csv": 10}) == "s2.csv"


def test_folders_and_hidden_files_do_not_fit(tmp_path: Path) -> None:
    (tmp_path / "students.csv").mkdir()

    assert chosen(tmp_path, "*.csv", {".students.csv": 20, "a.csv": 10}) == "a.csv"


def test_brackets_are_plain_characters(tmp_path: Path) -> None:
    assert chosen(tmp_path, "[a]*.csv", {"[a]1.csv": 1, "a1.csv": 2}) == "[a]1.csv"


def test_a_date_takes_the_latest_that_is_not_in_the_future(tmp_path: Path) -> None:
    names = {"students_20261122.csv": 99, "students_20261123.csv": 1, "students_20261124.csv": 2, "students_20269999.csv": 3}

    assert chosen(tmp_path, "students_{date:%Y%m%d}.csv", names) == "students_20261123.csv"


def test_a_date_may_stand_with_a_pattern(tmp_path: Path) -> None:
    assert chosen(tmp_path, "*-{date:%m-%d-%Y}.csv", {"a-12-31-2025.csv": 1, "b-01-02-2026.csv": 1}) == "b-01-02-2026.csv"


def test_a_pattern_that_nothing_fits_says_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(FeedError) as caught:
        chosen(tmp_path, "students_*.csv", {"teachers.csv": 1})

    assert caught.value.message == f"No file in {tmp_path} fits students_*.csv"
    assert caught.value.hint == "The folder has teachers.csv."


@pytest.mark.parametrize("file", ["s_{date:%B}.csv", "s_{day}.csv", "{date:%Y}{date:%m}.csv", "s_{date:%Y/%m}.csv", "{date:%m%d}.csv"])
def test_a_date_that_cannot_be_read_back_is_refused(file: str) -> None:
    with pytest.raises(ValueError, match="date"):
        DirectorySource(type="directory", folder=".", file=file)
