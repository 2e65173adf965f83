"""Fetching from a folder: one immutable copy in UTF-8, or one clear error."""

import hashlib
import os
from pathlib import Path

import pytest

from patronctl.domain.errors import FeedError
from patronctl.domain.progress import Quiet
from patronctl.sources.directory import DirectorySource, LocalFolder
from patronctl.sources.fetch import QUIET, Fetched, fetch

NAME = "students.csv"


class Listener(Quiet):
    def __init__(self) -> None:
        self.amounts: list[int] = []

    def advanced(self, amount: int) -> None:
        self.amounts.append(amount)


@pytest.fixture
def feeds(tmp_path: Path) -> Path:
    folder = tmp_path / "feeds"
    folder.mkdir()
    return folder


def fetched(feeds: Path, encoding: str = "utf-8", file: str = NAME, progress=QUIET) -> Fetched:
    into = feeds.parent / "run"
    into.mkdir()
    source = DirectorySource(type="directory", folder="feeds", file=file)
    return fetch(source, into, beside=feeds.parent, encoding=encoding, progress=progress)


def refusal(feeds: Path, encoding: str = "utf-8", file: str = NAME) -> FeedError:
    with pytest.raises(FeedError) as caught:
        fetched(feeds, encoding, file)
    return caught.value


def test_the_copy_has_the_same_bytes_and_the_facts_of_the_original(feeds: Path) -> None:
    content = b'id,name\r\n01,"Lee,\nAnn"\r\n'
    (feeds / NAME).write_bytes(content)

    result = fetched(feeds)

    assert result.feed.read_bytes() == content
    assert result.newlines == 3
    assert result.facts.bytes == len(content)
    assert result.facts.sha256 == hashlib.sha256(content).hexdigest()
    assert result.facts.file == NAME
    assert result.facts.modified.timestamp() == pytest.approx((feeds / NAME).stat().st_mtime, abs=0.001)


def test_the_copy_can_be_read_by_its_owner_only_and_not_written(feeds: Path) -> None:
    (feeds / NAME).write_text("id\n1\n")

    assert fetched(feeds).feed.stat().st_mode & 0o777 == 0o400


@pytest.mark.parametrize(
    ("encoding", "raw"),
    [
        ("utf-8", "id,name\n1,Muñoz €\n".encode()),
        ("utf-8", b"\xef\xbb\xbf" + "id,name\n1,Muñoz €\n".encode()),
        ("utf-16", "id,name\n1,Muñoz €\n".encode("utf-16")),
        ("utf-16", b"\xfe\xff" + "id,name\n1,Muñoz €\n".encode("utf-16-be")),
        ("utf-16", "id,name\n1,Muñoz €\n".encode("utf-16-le")),
        ("utf-16", "id,name\n1,Muñoz €\n".encode("utf-16-be")),
        ("windows-1252", "id,name\n1,Muñoz €\n".encode("cp1252")),
        ("macroman", "id,name\n1,Muñoz €\n".encode("mac-roman")),
    ],
)
def test_every_encoding_arrives_as_the_same_utf8(feeds: Path, encoding: str, raw: bytes) -> None:
    (feeds / NAME).write_bytes(raw)

    result = fetched(feeds, encoding)

    assert result.feed.read_text(encoding="utf-8") == "id,name\n1,Muñoz €\n"
    assert result.newlines == 2
    assert result.facts.sha256 == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1", "windows-1252", "macroman"])
def test_characters_on_the_border_of_two_reads_survive(feeds: Path, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patronctl.sources.fetch.CHUNK", 7)
    codec = {"windows-1252": "cp1252", "macroman": "mac-roman"}.get(encoding, encoding)
    text = "id,name\n" + "".join(f"{n},Mu{'ñ' * (n % 5)}oz\n" for n in range(40))
    (feeds / NAME).write_bytes(text.encode(codec))

    result = fetched(feeds, encoding)

    assert result.feed.read_text(encoding="utf-8") == text
    assert result.newlines == 41


def test_lines_that_end_with_carriage_returns_alone_become_lines(feeds: Path) -> None:
    (feeds / NAME).write_bytes("id,name\r1,Muñoz\r2,Lee\r".encode("mac-roman"))

    result = fetched(feeds, "macroman")

    assert result.feed.read_text(encoding="utf-8") == "id,name\n1,Muñoz\n2,Lee\n"
    assert result.newlines == 3
    assert "carriage returns" in result.notes[0]


def test_progress_ends_at_the_size_of_the_file(feeds: Path) -> None:
    (feeds / NAME).write_text("id\n1\n")
    listener = Listener()

    fetched(feeds, progress=listener)

    assert sum(listener.amounts) == 5


@pytest.mark.parametrize(("chunk", "lines_before"), [(1 << 20, 0), (10, 0), (64, 3)])
def test_a_byte_the_encoding_lacks_is_named_with_its_place(
    feeds: Path, chunk: int, lines_before: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("patronctl.sources.fetch.CHUNK", chunk)
    (feeds / NAME).write_bytes(b"id,name\n" + b"7,Zo\xc3\xab\n" * lines_before + b"1,Mu\xf1oz\n2,Lee\n")

    problem = refusal(feeds)

    assert (
        problem.message == f"students.csv, line {lines_before + 2}, column 5: the byte F1 is not utf-8, which the encoding is declared as"
    )


def test_the_hint_says_which_encodings_have_the_byte(feeds: Path) -> None:
    (feeds / NAME).write_bytes(b"id,name\n1,Mu\xf1oz\n")

    assert refusal(feeds).hint.startswith("The byte is ñ in windows-1252, Ò in macroman: set the `encoding`")


def test_a_hint_shows_nothing_but_the_one_character(feeds: Path) -> None:
    (feeds / NAME).write_bytes(b"id,password\n1,hunter\xf12\n")

    problem = refusal(feeds)

    assert "hunter" not in problem.message + problem.hint


def test_utf8_under_a_wrong_name_is_recognized(feeds: Path) -> None:
    (feeds / NAME).write_bytes("id,name\n1,Muñoz ÁÍ\n".encode())

    problem = refusal(feeds, "windows-1252")

    assert "the byte 81 is not windows-1252" in problem.message
    assert problem.hint == "The file is correct UTF-8: set `encoding: utf-8` in the properties."


def test_utf8_that_is_also_correct_under_the_declared_name_is_reported(feeds: Path) -> None:
    (feeds / NAME).write_bytes("id,name\n1,Muñoz\n".encode())

    assert fetched(feeds, "windows-1252").also_utf8


def test_a_file_that_ends_inside_a_character_says_so(feeds: Path) -> None:
    (feeds / NAME).write_bytes("id,name\n1,Zoë".encode()[:-1])

    assert "line 2, column 5: ends in the middle of a character" in refusal(feeds).message


def test_a_name_that_differs_in_case_is_pointed_out(feeds: Path) -> None:
    (feeds / "Students.csv").write_text("id\n")

    problem = refusal(feeds)

    assert problem.code == "feed_missing"
    assert problem.hint == "There is Students.csv: names are case-sensitive."


def test_a_misspelled_name_is_pointed_out(feeds: Path) -> None:
    (feeds / "student.csv").write_text("id\n")

    assert refusal(feeds).hint == "Did you mean student.csv?"


def test_a_missing_folder_names_the_nearest_that_exists(tmp_path: Path) -> None:
    source = DirectorySource(type="directory", folder="nowhere/feeds", file=NAME)

    with pytest.raises(FeedError) as caught:
        source.open(tmp_path)

    assert caught.value.code == "folder_missing"
    assert str(tmp_path) in caught.value.hint


def test_a_folder_under_the_name_is_refused(feeds: Path) -> None:
    (feeds / NAME).mkdir()

    assert refusal(feeds).message == f"students.csv in {feeds} is a folder, not a file"


def test_a_pipe_under_the_name_is_refused_without_waiting(feeds: Path) -> None:
    os.mkfifo(feeds / NAME)

    assert refusal(feeds).code == "feed_not_a_file"


def test_a_link_out_of_the_folder_is_refused(feeds: Path) -> None:
    (feeds.parent / "secret.csv").write_text("id\n1\n")
    (feeds / NAME).symlink_to("../secret.csv")

    assert refusal(feeds).code == "feed_outside_folder"


def test_a_link_inside_the_folder_is_followed(feeds: Path) -> None:
    (feeds / "today.csv").write_text("id\n1\n")
    (feeds / NAME).symlink_to("today.csv")

    assert fetched(feeds).feed.read_text() == "id\n1\n"


def test_a_dead_link_is_not_called_missing_file(feeds: Path) -> None:
    (feeds / NAME).symlink_to("gone.csv")

    assert "is a link to a file that does not exist" in refusal(feeds).message


def test_a_file_that_grows_while_it_is_read_is_refused(feeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (feeds / NAME).write_text("id\n1\n")
    bring = LocalFolder.bring

    def slow(self, entry, into, progress):
        with (feeds / NAME).open("a") as sender:
            sender.write("2\n")
        return bring(self, entry, into, progress)

    monkeypatch.setattr(LocalFolder, "bring", slow)

    problem = refusal(feeds)

    assert problem.code == "feed_growing"
    assert problem.message == "students.csv changed from 5 to 7 bytes while it was read"


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b"  \r\n \r\n"])
def test_an_empty_file_is_an_error_of_its_own(feeds: Path, content: bytes) -> None:
    (feeds / NAME).write_bytes(content)

    assert refusal(feeds).code == "feed_empty"


@pytest.mark.parametrize("name", ["../students.csv", "a/b.csv", "..", "a\\b.csv", "/etc/passwd"])
def test_a_path_as_the_file_name_is_refused_by_the_configuration(name: str) -> None:
    with pytest.raises(ValueError, match="without a path"):
        DirectorySource(type="directory", folder="feeds", file=name)
