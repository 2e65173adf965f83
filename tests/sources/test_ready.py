"""Is the file whole? Trigger, pause, size, checksum."""

import hashlib
from pathlib import Path

import pytest

from patronctl.domain.errors import FeedError
from patronctl.domain.feed_gate import GateError, Gates
from patronctl.sources import ready
from patronctl.sources.directory import DirectorySource
from patronctl.sources.fetch import Fetched, fetch

FEED = b"id,name\n1,Lee\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s.csv").write_bytes(FEED)
    (tmp_path / "run").mkdir()
    return tmp_path


def fetched(folder: Path, **gates) -> Fetched:
    source = DirectorySource(type="directory", folder=".", file="s.csv")
    return fetch(source, folder / "run", beside=folder, encoding="utf-8", gates=Gates.model_validate(gates))


def test_without_the_trigger_nothing_is_read(folder: Path) -> None:
    with pytest.raises(GateError, match=r"trigger_file: s\.csv\.done is not there"):
        fetched(folder, trigger_file="{file}.done")

    assert list((folder / "run").iterdir()) == []


def test_with_the_trigger_the_feed_is_read(folder: Path) -> None:
    (folder / "s.csv.done").touch()

    assert [each.name for each in fetched(folder, trigger_file="{file}.done").checks] == ["trigger_file"]


def test_a_file_that_grows_in_the_pause_is_stopped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "sleep", lambda _: (folder / "s.csv").write_bytes(FEED + b"2,Kim\n"))

    with pytest.raises(GateError, match=r"stable_for: \+6 bytes in 30 s"):
        fetched(folder, stable_for_seconds=30)


def test_a_file_that_rests_in_the_pause_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(ready, "sleep", waited.append)

    assert fetched(folder, stable_for_seconds=30).newlines == 2
    assert waited == [30]


def test_a_small_file_is_stopped(folder: Path) -> None:
    with pytest.raises(GateError, match="min_bytes: 14 bytes, but the limit is 1,000 bytes"):
        fetched(folder, min_bytes=1000)


def test_the_senders_checksum_is_compared(folder: Path) -> None:
    (folder / "s.csv.sha256").write_text(f"{hashlib.sha256(FEED).hexdigest().upper()}  s.csv\n")

    assert fetched(folder, checksum_file="{file}.sha256").checks[-1].passed


def test_another_checksum_stops(folder: Path) -> None:
    (folder / "s.csv.sha256").write_text("0" * 64)

    with pytest.raises(GateError) as caught:
        fetched(folder, checksum_file="{file}.sha256")

    assert caught.value.code == "gate_checksum_file"


@pytest.mark.parametrize("content", [None, "no checksum here"])
def test_a_checksum_that_is_not_there_is_an_error_of_its_own(folder: Path, content: str | None) -> None:
    if content:
        (folder / "s.csv.sha256").write_text(content)

    with pytest.raises(FeedError) as caught:
        fetched(folder, checksum_file="{file}.sha256")

    assert caught.value.code == "checksum_missing"
