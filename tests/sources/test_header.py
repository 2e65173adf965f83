"""The header is checked before anything is read, and every finding is said at once."""

from pathlib import Path

import pytest

from patronctl.domain.errors import FeedError
from patronctl.sources.header import Header, compare, read_header


def header_of(tmp_path: Path, text: str, delimiter: str = ",", header: bool = True, skip_rows: int = 0, known=()) -> Header:
    feed = tmp_path / "feed.csv"
    feed.write_text(text, newline="")
    return read_header(feed, delimiter, '"', header, skip_rows, called="students.csv", known=known)


def refusal(tmp_path: Path, text: str, **options) -> FeedError:
    with pytest.raises(FeedError) as caught:
        header_of(tmp_path, text, **options)
    return caught.value


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_names_are_read_whatever_ends_the_line(tmp_path: Path, end: str) -> None:
    assert header_of(tmp_path, f"id,name{end}").names == ("id", "name")


def test_a_quoted_name_may_have_commas_quotes_and_line_breaks(tmp_path: Path) -> None:
    assert header_of(tmp_path, 'id,"last, ""first""\nname"\n1,x\n').names == ("id", 'last, "first"\nname')


def test_lines_before_the_header_are_skipped(tmp_path: Path) -> None:
    assert header_of(tmp_path, "Export of today\n\nid,name\n", skip_rows=2).names == ("id", "name")


def test_without_a_header_columns_have_numbers(tmp_path: Path) -> None:
    assert header_of(tmp_path, "101,Lee\n", header=False) == Header(("column1", "column2"), given=False)


def test_a_delimiter_at_the_end_makes_a_harmless_last_column(tmp_path: Path) -> None:
    assert header_of(tmp_path, "id,name,\n1,Lee,\n").names == ("id", "name", "column3")


def test_a_wrong_delimiter_is_recognized(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "id;name;grade\n1;Lee;4\n")

    assert problem.message == "The header of students.csv is a single column, but has 2 × semicolon"
    assert 'delimiter: ";"' in problem.hint


def test_names_that_differ_in_case_only_are_duplicates(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "id,Phone,phone\n", known=["Phone"])

    assert problem.message == "The header of students.csv has the same name more than once: Phone (columns 2, 3)"


def test_what_may_be_a_record_is_not_quoted(tmp_path: Path) -> None:
    message = refusal(tmp_path, "1001,hunter2,Doe,hunter2\n", known=["id", "name"]).message

    assert message == "The header of students.csv has the same name more than once: columns 2, 4"


def test_a_column_without_a_name_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "id,,name\n").message == "The header of students.csv has no name for column 2"


def test_a_file_that_ends_before_its_header_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "only a title\n", skip_rows=3).code == "header_missing"


def test_all_missing_columns_are_listed_with_who_needs_them_and_what_comes_near() -> None:
    needed = {"Phone": ["fields.phone"], "LastName": ["fields.last_name", "fields.username"], "id": ["fields.id"]}

    with pytest.raises(FeedError) as caught:
        compare(Header(("id", "lastname", "x")), needed, "students.csv", "students.properties.yaml")

    assert caught.value.message.splitlines() == [
        "students.csv lacks 2 columns that the properties need:",
        "    Phone (needed by fields.phone in students.properties.yaml)",
        "    LastName (needed by fields.last_name, fields.username in students.properties.yaml) - did you mean 'lastname'?",
    ]


def test_extra_columns_are_noted_and_order_does_not_matter() -> None:
    notes = compare(Header(("name", "extra", "id")), {"id": ["a"], "name": ["b"]}, "students.csv", "p")

    assert notes == ["students.csv has 1 column(s) that the properties don't use: extra."]


@pytest.mark.parametrize("cells", [("1001", "Doe", "hunter2"), ("name", "Doe", "hunter2")], ids=["nothing", "one-by-chance"])
def test_a_header_that_matches_next_to_nothing_is_not_quoted(cells: tuple[str, ...]) -> None:
    needed = {name: ["fields.x"] for name in ("id", "name", "first", "school", "pw")}

    with pytest.raises(FeedError) as caught:
        compare(Header(cells), needed, "students.csv", "p")

    assert "of 3 cells in line 1 " in caught.value.hint.lower()
    assert not [cell for cell in ("1001", "Doe", "hunter2") if cell in caught.value.message + caught.value.hint]


@pytest.mark.parametrize("sign", ["\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_only_line_feeds_and_carriage_returns_end_a_line(tmp_path: Path, sign: str) -> None:
    assert header_of(tmp_path, f"id,na{sign}me,x\n1,2,3\n").names == ("id", f"na{sign}me", "x")


@pytest.mark.parametrize("within", ["\n", "\r", "\r\n"], ids=ascii)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=ascii)
def test_a_line_break_in_a_name_is_a_line_feed_whatever_the_file_has(tmp_path: Path, within: str, end: str) -> None:
    header = header_of(tmp_path, f'id,"Home{within}room"{end}1,2{end}')

    assert header.names == ("id", "Home\nroom")
    assert header.begins == 2 + within.count("\n")


def test_blank_lines_before_the_header_are_none(tmp_path: Path) -> None:
    header = header_of(tmp_path, "\n \r\nid,name\n1,x\n")

    assert (header.names, header.begins) == (("id", "name"), 4)
