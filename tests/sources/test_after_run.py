"""After a run that succeeded the source file is left, archived or deleted; never one that has changed meanwhile."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from patronctl.sources.after_run import AfterRun, Archive, finish
from patronctl.sources.directory import DirectorySource
from patronctl.sources.folder import Entry

SOURCE = DirectorySource(type="directory", folder="feeds", file="s.csv")
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feeds" / "s.csv"
    path.parent.mkdir()
    path.write_text("id\n1\n")
    return path


def seen(feed: Path) -> Entry:
    entry = SOURCE.open(feed.parents[1]).look("s.csv")
    assert entry
    return entry


def test_left(feed: Path) -> None:
    assert finish("leave", SOURCE, feed.parents[1], seen(feed), NOW) == ""
    assert feed.exists()


def test_deleted(feed: Path) -> None:
    assert "was deleted" in finish("delete", SOURCE, feed.parents[1], seen(feed), NOW)
    assert not feed.exists()


def test_archived_under_a_name_of_its_own(feed: Path) -> None:
    said = finish(Archive(archive="done"), SOURCE, feed.parents[1], seen(feed), NOW)

    assert said == "s.csv was moved to done/s-20261123T023000.csv."
    assert (feed.parent / "done/s-20261123T023000.csv").read_text() == "id\n1\n"
    assert not feed.exists()


def test_nothing_in_the_archive_is_replaced(feed: Path) -> None:
    taken = feed.parent / "done/s-20261123T023000.csv"
    taken.parent.mkdir()
    taken.write_text("older")

    said = finish(Archive(archive="done"), SOURCE, feed.parents[1], seen(feed), NOW)

    assert "was left where it is" in said
    assert taken.read_text() == "older"
    assert feed.exists()


@pytest.mark.parametrize("after_run", ["delete", Archive(archive="done")])
def test_a_file_that_has_changed_is_left_alone(feed: Path, after_run: AfterRun) -> None:
    before = seen(feed)
    feed.write_text("id\n1\n2\n")

    assert finish(after_run, SOURCE, feed.parents[1], before, NOW) == "s.csv has changed since it was fetched; it was left alone."
    assert feed.read_text() == "id\n1\n2\n"
