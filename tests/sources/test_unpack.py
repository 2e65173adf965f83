"""Compressed feeds, and archives that mean harm."""

import gzip
import io
import struct
import zipfile
from pathlib import Path

import pytest

from patronctl.domain.errors import FeedError
from patronctl.domain.feed_gate import Gates
from patronctl.sources.directory import DirectorySource
from patronctl.sources.fetch import Fetched, fetch

FEED = b"id,name\n1,Lee\n"
DEFAULTS = Gates()


def zipped(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def fetched(folder: Path, name: str, content: bytes, gates: Gates = DEFAULTS) -> Fetched:
    (folder / name).write_bytes(content)
    (folder / "run").mkdir()
    source = DirectorySource(type="directory", folder=".", file=name)
    return fetch(source, folder / "run", beside=folder, encoding="utf-8", gates=gates)


def refusal(folder: Path, name: str, content: bytes, gates: Gates = DEFAULTS) -> FeedError:
    with pytest.raises(FeedError) as caught:
        fetched(folder, name, content, gates)
    return caught.value


DESKTOP = [
    "__MACOSX/._s.csv",
    ".DS_Store",
    "out/.DS_Store",
    "Thumbs.db",
    "out/thumbs.db",
    "desktop.ini",
    "._s.csv",
    ".hidden/s.csv",
    "@eaDir/s.csv",
]


@pytest.mark.parametrize("left", DESKTOP)
def test_what_desktops_leave_in_a_zip_is_passed_over(tmp_path: Path, left: str) -> None:
    assert fetched(tmp_path, "s.zip", zipped((left, b"x"), ("out/s.csv", FEED))).feed.read_bytes() == FEED


def test_a_zip_of_nothing_but_what_desktops_leave_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "s.zip", zipped((".DS_Store", b"x"))).code == "archive_content"


@pytest.mark.parametrize(
    ("name", "content"), [("s.csv.gz", gzip.compress(FEED)), ("S.ZIP", zipped(("export/s.csv", FEED)))], ids=["gzip", "zip"]
)
def test_a_packed_feed_is_unpacked_and_its_facts_are_of_the_packed_file(tmp_path: Path, name: str, content: bytes) -> None:
    result = fetched(tmp_path, name, content)

    assert result.feed.read_bytes() == FEED
    assert result.facts.bytes == len(content)


def test_what_a_mac_adds_to_an_archive_is_overlooked(tmp_path: Path) -> None:
    assert fetched(tmp_path, "s.zip", zipped(("s.csv", FEED), ("__MACOSX/._s.csv", b"x"))).newlines == 2


@pytest.mark.parametrize(
    "members",
    [
        [],
        [("a.csv", FEED), ("b.csv", FEED)],
        [("readme.pdf", b"x")],
        [("../../etc/cron.d/s.csv", FEED)],
        [("/etc/s.csv", FEED)],
        [("..\\s.csv", FEED)],
    ],
)
def test_an_archive_without_exactly_one_csv_at_a_plain_path_is_refused(tmp_path: Path, members: list[tuple[str, bytes]]) -> None:
    problem = refusal(tmp_path, "s.zip", zipped(*members))

    assert problem.code == "archive_content"
    assert list((tmp_path / "run").iterdir()) == []


@pytest.mark.parametrize("name", ["s.zip", "s.csv.gz"])
@pytest.mark.parametrize("setting", [{"max_unpacked_bytes": 1 << 20}, {"max_unpacked_ratio": 50}])
def test_a_bomb_is_stopped_at_the_limit(tmp_path: Path, name: str, setting: dict[str, int]) -> None:
    big = b"id\n" + b"000000\n" * (6 << 20)
    content = zipped(("s.csv", big)) if name == "s.zip" else gzip.compress(big)

    problem = refusal(tmp_path, name, content, Gates.model_validate(setting))

    assert problem.code == "archive_too_large"
    assert next(iter(setting)) in problem.message


def test_an_archive_that_lies_about_its_size_is_stopped_too(tmp_path: Path) -> None:
    content = bytearray(zipped(("s.csv", b"id\n" + b"000000\n" * (1 << 19))))
    central = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, central + 24, 100)

    assert refusal(tmp_path, "s.zip", bytes(content), Gates(max_unpacked_bytes=1 << 20)).code.startswith("archive_")


@pytest.mark.parametrize("name", ["s.zip", "s.csv.gz"])
def test_an_archive_that_was_cut_off_is_refused(tmp_path: Path, name: str) -> None:
    whole = zipped(("s.csv", FEED * 9)) if name == "s.zip" else gzip.compress(FEED * 9)

    problem = refusal(tmp_path, name, whole[:-9])

    assert problem.code == "archive_damaged"
    assert "cut off" in problem.hint


def test_a_packed_archive_in_an_archive_is_no_csv(tmp_path: Path) -> None:
    assert refusal(tmp_path, "s.csv.gz", gzip.compress(gzip.compress(FEED))).code == "feed_not_csv"
