"""Every entry says on which line of the file its record begins, whatever the file looks like."""

import pytest

from tests.run.conftest import District

FIELDS = {"site": "Site", "barcode": "Id", "district_id": "Id", "last_name": "Last"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Id,Site,Last\n1,01,A\n2,01,B\n", {"1": 2, "2": 3}),
        ("Id,Site,Last\r\n1,01,A\r\n2,01,B", {"1": 2, "2": 3}),
        ('Id,Site,Last\n1,01,"A\nA"\n2,01,B\n', {"1": 2, "2": 4}),
        ("Id,Site,Last\n1,01,A\n\n2,01,B\n", {"1": 2, "2": 4}),
        ("Id,Site,Last\n1,01,A\nragged\n2,01,B\n", {"1": 2, None: 3, "2": 4}),
        ("Id,Site,Last\r\n1,01,A\n2,01,B\r\n", {"1": 2, "2": 3}),
        ('Id,Site,Last\n1,01,"A ""the\r\nGreat"""\r\nragged\r\n\r\n2,01,B\r\n', {"1": 2, None: 4, "2": 6}),
    ],
    ids=["plain", "crlf-without-end", "quoted-line-break", "blank-line", "ragged", "mixed-ends", "everything"],
)
def test_the_line_of_every_record(district: District, text: str, expected: dict[str | None, int]) -> None:
    district.configure(FIELDS)
    (district.folder / "feeds" / "f.csv").write_bytes(text.encode())

    record = district.run()

    assert {entry["district_id"]: entry["line"] for entry in district.entries(record)} == expected
