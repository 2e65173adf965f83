"""Every entry says on which line of the file its record begins, whatever the file looks like."""

import csv
from datetime import UTC, datetime

import pytest

from patronctl.config.workspace import load
from patronctl.domain.schedule import Update
from patronctl.update.context import RunOptions
from patronctl.update.run import run
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


def test_a_stray_quote_is_named_and_the_other_lines_keep_their_numbers(district: District) -> None:
    district.configure(FIELDS)
    (district.folder / "feeds" / "f.csv").write_text('Id,Site,Last\n1,01,5" tall\n\n2,01,B\n3,01,C\n')

    record = district.run()

    assert record.counters.added == 3
    assert "A value on line 2 contains a single quote character, which was read as text. Check whether it belongs there." in record.notes
    assert {entry["district_id"]: entry["line"] for entry in district.entries(record)} == {"1": 2, "2": 4, "3": 5}


ROSTER = "Id,Site,Last,First,Grade\n"
RETIRES = "inactivation: {when_records_read_above: 10, limit_to: everyone, active: {inactivate_after_days: 0}}\n"
GUARDS = "guards: {max_skipped: off, max_shrink: off}\n"


def _lines(count: int = 40) -> list[str]:
    return [f"{1000 + number},01,L{number},F,9" for number in range(count)]


def _run(district: District, text: str):
    (district.folder / "feeds" / "f.csv").write_bytes(text.encode())
    return district.run()


def _roster(district: District, **more: str):
    district.configure({**FIELDS, "first_name": "First", "grade_level": "Grade"}, job=RETIRES + GUARDS + more.get("job", ""))
    return _run(district, ROSTER + "\n".join(_lines()) + "\n")


@pytest.mark.parametrize(
    ("damage", "unreadable"),
    [
        ({10: '1010,01,"L10,F,9', 13: '1013,01,"L13",F,9'}, {12: "a quote is opened and never closed"}),
        ({10: '1010,01,"L10,F,9'}, {12: "a quote is opened and never closed"}),
        ({10: '1010,01,"L10,F,9', 13: '1013,01,L13",F,9'}, {12: "a quote is opened and never closed"}),
        ({10: '1010,01,"L10,F,9', 11: '1011,01,L11",F,9'}, {12: "a quote is opened and never closed"}),
        ({10: '1010,01,"L"10,F,9'}, {12: "text follows a closing quote"}),
        ({10: '"1010","01","L10","F","9', 11: '"1011","01","L11","F","9"'}, {12: "a quote is opened and never closed"}),
        ({10: '10"10,01,L10,F,9'}, {12: "column 1 contains a stray quote"}),
        ({10: "1010,01,Doe, Jr.,F,9"}, {12: "6 columns instead of 5"}),
        ({10: "1010,01,L\r10,F,9"}, {12: "the line contains a carriage return"}),
        ({39: '1039,01,L39,F,"9'}, {41: "a quote is opened and never closed"}),
    ],
    ids=[
        "quoted",
        "to-the-end",
        "to-a-delimiter",
        "next-line",
        "text-after",
        "all-quoted",
        "in-the-id",
        "comma",
        "carriage-return",
        "last",
    ],
)
def test_only_the_damaged_line_is_lost_and_nobody_leaves(district: District, damage: dict[int, str], unreadable: dict[int, str]) -> None:
    _roster(district)
    lines = _lines()
    for place, line in damage.items():
        lines[place] = line

    record = _run(district, ROSTER + "\n".join(lines) + "\n")

    assert (record.counters.skipped, record.counters.inactivated, record.counters.added) == (1, 0, 0)
    assert record.counters.records_read == 40
    for line, reason in unreadable.items():
        assert f"Line {line} can't be read: {reason}." in record.notes
    entries = district.entries(record)
    assert {entry["line"] for entry in entries if entry["code"] == "line_unreadable"} == set(unreadable)
    assert all(entry["line"] == int(entry["district_id"]) - 998 for entry in entries if entry["district_id"])
    assert district.rows("SELECT count(*) FROM store.patron WHERE status = 'A'") == [(40,)]
    assert district.rows("SELECT last_name FROM store.patron WHERE contains(last_name, chr(10))") == []


def test_a_damaged_line_keeps_its_patron_also_the_night_after(district: District) -> None:
    _roster(district)
    lines = _lines()
    lines[10] = '1010,01,"L10,F,9'
    for _ in range(2):
        record = _run(district, ROSTER + "\n".join(lines) + "\n")
        assert record.counters.inactivated == 0

    del lines[10]
    assert _run(district, ROSTER + "\n".join(lines) + "\n").counters.inactivated == 1


def test_addresses_of_several_lines_are_read_beside_damaged_lines(district: District) -> None:
    district.configure({**FIELDS, "address_1_line_1": "Street"})
    text = 'Id,Site,Last,Street\r\n1,01,A,"12 Main St\r\nApt 3\r\n\r\nRear, left"\r\n2,01,"B,x\r\n3,01,C,"1 Oak Ave\rFlat 2"\r\n4,01,D,\r\n'

    record = _run(district, text)

    assert {entry["district_id"]: entry["line"] for entry in district.entries(record)} == {"1": 2, None: 6, "3": 7, "4": 8}
    assert district.patron("1")["address_1_line_1"] == "12 Main St\nApt 3\n\nRear, left"
    assert district.patron("3")["address_1_line_1"] == "1 Oak Ave\nFlat 2"


@pytest.mark.parametrize("row", [",,,,", " , , ,,", '"","","","",""', "", "   ", "\t,,,,\u00a0"], ids=ascii)
def test_a_row_in_which_nothing_stands_is_no_record(district: District, row: str) -> None:
    _roster(district)

    record = _run(district, ROSTER + f"{row}\n" * 60 + "\n".join(_lines()) + f"\n{row}" * 60 + "\n")

    assert (record.counters.records_read, record.counters.skipped, record.counters.inactivated) == (40, 0, 0)
    assert district.entries(record)[0]["line"] == 62


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=ascii)
def test_a_value_in_a_column_without_a_name_is_out_of_step(district: District, end: str) -> None:
    district.configure({**FIELDS, "first_name": "First"})

    record = _run(district, end.join(["Id,Site,Last,First,", "1,01,Doe, Jr.,Ann", "2,01,Roe,Bo,", '3,01,Poe,Cy," "', ""]))

    assert (record.counters.added, record.counters.skipped) == (2, 1)
    assert "Line 2 can't be read: column 5 has a value but no name." in record.notes


@pytest.mark.parametrize("within", ["\n", "\r", "\r\n"], ids=ascii)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=ascii)
def test_a_header_cell_may_have_a_line_break(district: District, within: str, end: str) -> None:
    district.configure({**FIELDS, "homeroom": "Home\nroom"})

    record = _run(district, end.join([f'Id,Site,Last,"Home{within}room"', "1,01,A,7", "2,01,B,8", ""]))

    more = within.count("\n")
    assert {entry["district_id"]: entry["line"] for entry in district.entries(record)} == {"1": 2 + more, "2": 3 + more}
    assert district.patron("2")["homeroom"] == "8"


@pytest.mark.parametrize("title", ["Students\nof today\n", '"Students\nof today"\n', '5" tall\n\n', '"Students",""\n"x\n'], ids=ascii)
def test_skipped_rows_are_lines_whatever_stands_in_them(district: District, title: str) -> None:
    district.configure(FIELDS, properties="skip_rows: 2\n")

    record = _run(district, title + "Id,Site,Last\n1,01,A\n2,01,B\n")

    assert {entry["district_id"]: entry["line"] for entry in district.entries(record)} == {"1": 4, "2": 5}


def test_two_badly_quoted_cells_of_one_line_are_one_unreadable_line(district: District) -> None:
    district.configure(FIELDS, properties='delimiter: "\\t"\n')

    record = _run(district, 'Id\tSite\tLast\n1\t01\tA\n2\t"0"1\t"B"x\n')

    assert (record.counters.records_read, record.counters.added, record.counters.skipped) == (2, 1, 1)
    with (district.places.runs("north") / record.run_id / "quarantine.csv").open(newline="") as file:
        (row,) = csv.DictReader(file, delimiter="\t")
    assert (row["patronctl_line"], row["patronctl_reason"]) == ("3", "text follows a closing quote")
    assert row["patronctl_text"] == '2\t"0"1\t"B"x'


@pytest.mark.parametrize("sign", ["\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_other_signs_that_look_like_line_ends_are_text(district: District, sign: str) -> None:
    district.configure(
        {"site": 2, "barcode": 1, "district_id": 1, "last_name": 3}, job="gates: {mojibake: off}\n", properties="header: false\n"
    )

    record = _run(district, f"1,01,A{sign}A\n2,01,B\n")

    assert {entry["district_id"]: entry["line"] for entry in district.entries(record)} == {"1": 1, "2": 2}


def _cut_feed(district: District, last: str, update: Update = "full"):
    (district.folder / "feeds" / "f.csv").write_text(ROSTER + "\n".join([*_lines()[:39], last]))
    job = load(district.root).job("north-students")
    return run(job, RunOptions(update, as_of=datetime(2026, 12, 1, tzinfo=UTC)), district.places)


@pytest.mark.parametrize("update", ["full", "incremental"])
@pytest.mark.parametrize("last", ["1039,01,L3", '1039,01,"L39,F', "1039,01,L39,F,"], ids=["short", "quoted", "last-value"])
def test_a_feed_that_was_cut_off_is_stopped(district: District, update: Update, last: str) -> None:
    _roster(district)

    record = _cut_feed(district, last, update)

    assert record.failure is not None
    assert record.failure.code == "gate_cut_off"
    assert district.rows("SELECT count(*) FROM store.patron WHERE status = 'A' AND grade_level = '9'") == [(40,)]


def test_a_feed_that_never_ends_its_last_line_is_usual(district: District) -> None:
    district.configure({**FIELDS, "first_name": "First", "grade_level": "Grade"})
    for warned in (True, False):
        record = _cut_feed(district, "1039,01,L39,F,9")
        assert record.failure is None
        assert [check.warning for check in record.checks if check.name == "cut_off"] == [warned]


def test_a_value_that_holds_somebody_else_s_record_is_refused_however_well_it_is_quoted(district: District) -> None:
    district.configure(
        {"district_id": "Id", "barcode": "Id", "site": "Site", "last_name": "Last", "first_name": "First", "homeroom": "Room"}
    )
    (district.folder / "feeds" / "f.csv").write_text(
        'Id,Site,Last,First,Room\n1,01,"Lee\n2,01,Kim,Bo,12",Ann,11\n3,01,Wu,"Jo\nof Springfield, IL, USA",10\n4,01,Ng,Al,9\n'
    )

    record = district.run()

    stored = {row[0]: row[1:] for row in district.rows("SELECT district_id, last_name, first_name FROM store.patron")}
    assert {"3": ("Wu", "Jo\nof Springfield, IL, USA"), "4": ("Ng", "Al")}.items() <= stored.items()
    assert not any("," in row[0] for row in stored.values())
    assert record.counters.skipped >= 1
    assert any(note.startswith("Line 2 can't be read") for note in record.notes)
