"""Every entry says on which line of the file its record begins, whatever the file looks like."""

import csv

import pytest

from tests.run.conftest import District

FIELDS = {"site": "Site", "barcode": "Id", "district_id": "Id", "last_name": "Last"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Id,Site,Last\n1,01,A\n2,01,B\n", {"1": 2, "2": 3}),
        ("Id,Site,Last\r\n1,01,A\r\n2,01,B", {"1": 2, "2": 3}),
        ('Id,Site,Last\n1,01,"A\nA"\n2,01,B\n', {"1": 2, "2": 4}),
        ('Id,Site,Last\n1,01,"A\nA"\n2,01,B', {"1": 2, "2": 4}),
        ("Id,Site,Last\n1,01,A\n\n2,01,B\n", {"1": 2, "2": 4}),
        ("Id,Site,Last\n1,01,A\nragged\n2,01,B\n", {"1": 2, None: 3, "2": 4}),
        ("Id,Site,Last\r\n1,01,A\n2,01,B\r\n", {"1": 2, "2": 3}),
        ('Id,Site,Last\n1,01,"A ""the\r\nGreat"""\r\nragged\r\n\r\n2,01,B\r\n', {"1": 2, None: 4, "2": 6}),
    ],
    ids=[
        "plain",
        "crlf-without-end",
        "quoted-line-break",
        "quoted-line-break-without-end",
        "blank-line",
        "ragged",
        "mixed-ends",
        "everything",
    ],
)
def test_the_line_of_every_record(district: District, text: str, expected: dict[str | None, int]) -> None:
    district.configure(FIELDS)
    (district.folder / "feeds" / "f.csv").write_bytes(text.encode())

    record = district.run()

    assert {entry["district_id"]: entry["line"] for entry in district.entries(record)} == expected


@pytest.mark.parametrize("last", ['"C\nC"', "C"], ids=["several-lines", "one-line-each"])
def test_the_quarantine_holds_the_very_records_that_were_skipped(district: District, last: str) -> None:
    district.configure(FIELDS)
    (district.folder / "feeds" / "f.csv").write_text(f"Id,Site,Last\n1,01,A\n2,99,B\n3,01,{last}\n4,98,D")

    record = district.run()

    with (district.places.runs("north") / record.run_id / "quarantine.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    line = 4 + ("\n" in last) + 1
    assert [(row["Id"], row["Site"], row["Last"], row["patronctl_line"]) for row in rows] == [
        ("2", "99", "B", "3"),
        ("4", "98", "D", str(line)),
    ]


def test_lines_that_do_not_add_up_to_the_records_are_no_secret(district: District) -> None:
    district.configure(FIELDS)
    (district.folder / "feeds" / "f.csv").write_text('Id,Site,Last\n1,01,5" tall\n\n2,01,B\n3,01,C\n')

    record = district.run()

    assert record.counters.added == 3
    assert "By its line ends and quotes the file has 1 record(s), but 3 were read; so no line numbers are given." in record.notes
    assert {entry["line"] for entry in district.entries(record)} == {None}
