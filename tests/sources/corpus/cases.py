"""Bad feeds, each with its outcome: exit code, and what the administrator reads or what the summary counts."""

import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HEADER = "id,last,first,school\n"


def rows(count: int = 30, first: int = 1, last: str = "Lee", pad: int = 6) -> str:
    """Good records."""
    return "".join(f"{number:0{pad}},{last},Ann,101\n" for number in range(first, first + count))


GOOD = HEADER + rows()


@dataclass(frozen=True)
class Case:
    """`content` are the feed's bytes, or a function that lays something else into the feeds folder.

    `says` is part of the failure's message, or of its hint; `counts` are counters and message codes of a run that succeeds.
    `before` is a good feed that is loaded first. `job` and `properties` change the configuration.
    """

    name: str
    content: bytes | Callable[[Path], None]
    exit: int
    says: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    outcome: str = ""
    before: str = ""
    job: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)


def _zip(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def _link_out(folder: Path) -> None:
    (folder.parent / "elsewhere.csv").write_text(GOOD)
    (folder / "students.csv").symlink_to("../elsewhere.csv")


def _file(name: str, content: bytes | Callable[[], bytes]) -> Callable[[Path], None]:
    def lay(folder: Path) -> None:
        (folder / name).write_bytes(content() if callable(content) else content)

    return lay


def _other_name(name: str) -> Callable[[Path], None]:
    return _file(name, GOOD.encode())


def _source(name: str) -> dict[str, Any]:
    return {"source": {"type": "directory", "folder": "../../feeds", "file": name}}


def _accents(encoding: str) -> bytes:
    return (HEADER + rows(last="Muñoz")).encode(encoding)


NOT_READ = [
    Case("missing", lambda _: None, 5, "There is no file students.csv in"),
    Case("name differs in case", _other_name("Students.csv"), 5, "There is Students.csv: names are case-sensitive."),
    Case("name is misspelled", _other_name("student.csv"), 5, "Did you mean student.csv?"),
    Case("a folder", lambda folder: (folder / "students.csv").mkdir(), 5, "is a folder, not a file"),
    Case("a symlink out of the folder", _link_out, 5, "is a link that leads out of the folder"),
    Case("a dead symlink", lambda folder: (folder / "students.csv").symlink_to("gone"), 5, "a link to a file that does not exist"),
    Case("no file fits the pattern", _other_name("teachers.csv"), 5, "fits students_*.csv", job=_source("students_*.csv")),
    Case("only a file of the future", _other_name("s_20991231.csv"), 5, "fits s_{date", job=_source("s_{date:%Y%m%d}.csv")),
    Case("empty", b"", 5, "students.csv is empty"),
    Case("white space alone", b"\r\n  \r\n", 5, "students.csv is empty"),
    Case("a byte order mark alone", b"\xef\xbb\xbf", 5, "students.csv is empty"),
    Case("an HTML error page", b"<!DOCTYPE html><html><body>403</body></html>", 5, "is a web page, not a CSV file"),
    Case("a login page after blank lines", b"\n\n <html>Sign in</html>", 5, "is a web page, not a CSV file"),
    Case("an XML error", b"<?xml version='1.0'?><Error/>", 5, "is an XML document"),
    Case("a JSON error", b'{"error": "token expired"}', 5, "is JSON, not a CSV file"),
    Case("a PDF", b"%PDF-1.7 ...", 5, "is a PDF document"),
    Case("an Excel workbook", _zip(("xl/workbook.xml", b"<x/>")), 5, "an Excel workbook, not a CSV file"),
    Case("an old Excel workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 5, "is an old Excel workbook"),
    Case("gzip without its ending", gzip.compress(GOOD.encode()), 5, "Its name needs to end in .gz."),
    Case("UTF-16 declared as UTF-8", GOOD.encode("utf-16"), 5, "starts with the mark of utf-16"),
    Case("UTF-16 without a mark, declared as UTF-8", GOOD.encode("utf-16-le"), 5, "Set `encoding: utf-16` in the properties"),
    Case("UTF-8 declared as UTF-16", GOOD.encode(), 5, "does not look like UTF-16", properties={"encoding": "utf-16"}),
    Case("UTF-16 cut in the middle of a character", GOOD.encode("utf-16")[:-1], 5, "ends in the middle", properties={"encoding": "utf-16"}),
    Case("Windows-1252 declared as UTF-8", _accents("cp1252"), 5, "line 2, column 10: the byte F1 is not utf-8"),
    Case("MacRoman declared as UTF-8", _accents("mac-roman"), 5, "the byte 96 is not utf-8"),
    Case("UTF-8 with a mark, declared as Windows-1252", b"\xef\xbb\xbf" + GOOD.encode(), 5, "starts with the mark of utf-8", properties={"encoding": "windows-1252"}),
    Case("UTF-8 declared as Windows-1252", _accents("utf-8"), 5, "correct UTF-8 throughout", properties={"encoding": "windows-1252"}),
    Case("a byte that Windows-1252 lacks", HEADER.encode() + b"1,Le\x81e,Ann,101\n", 5, "the byte 81 is not windows-1252", properties={"encoding": "windows-1252"}),
    Case("cut in the middle of a UTF-8 character", (HEADER + "1,Muñ").encode()[:-1], 5, "line 2, column 5: ends in the middle of a character"),
    Case("NUL bytes", GOOD.encode().replace(b"Lee", b"L\x00e", 1), 5, "line 2, column 9: a NUL byte"),
    Case("disk garbage after the end", GOOD.encode() + bytes(4096), 5, "a NUL byte"),
    Case("wrong delimiter", GOOD.replace(",", ";").encode(), 5, 'set `delimiter: ";"`'),
    Case("tabs", GOOD.replace(",", "\t").encode(), 5, "The delimiter is probably a tab"),
    Case("duplicate header names", b"id,last,first,school,ID\n1,a,b,101,2\n", 5, "the same name more than once: id (columns 1, 5)"),
    Case("a column without a name", b"id,,last,first,school\n1,,a,b,101\n", 5, "has no name for column 2"),
    Case("a column is missing", b"id,last,first\n1,a,b\n", 5, "school (needed by"),
    Case("a column is renamed", b"id,last,first,School\n1,a,b,101\n", 5, "did you mean 'School'?"),
    Case("no header at all", rows().encode(), 5, "lacks 4 columns that the properties need"),
    Case("a title line before the header", b"Export of today\n" + GOOD.encode(), 5, "lacks 4 columns"),
    Case("a quote is open in the header", b'"id,last,first,school\n1,a,b,101\n', 5, "The header line of students.csv can't be read"),
    Case("a zip bomb", _file("s.zip", lambda: _zip(("s.csv", b"000000\n" * (9 << 20)))), 5, "gates.max_unpacked_ratio", job=_source("s.zip")),
    Case("a gzip bomb", _file("s.gz", lambda: gzip.compress(b"000000\n" * (9 << 20))), 5, "gates.max_unpacked_ratio", job=_source("s.gz")),
    Case("two files in a zip", _file("s.zip", _zip(("a.csv", b"a"), ("b.csv", b"b"))), 5, "holds a.csv, b.csv", job=_source("s.zip")),
    Case("a path out of a zip", _file("s.zip", _zip(("../s.csv", GOOD.encode()))), 5, "should hold one CSV file", job=_source("s.zip")),
    Case("a zip that was cut off", _file("s.zip", _zip(("s.csv", GOOD.encode()))[:-30]), 5, "can't be unpacked", job=_source("s.zip")),
    Case("a gzip that was cut off", _file("s.gz", gzip.compress(GOOD.encode())[:-12]), 5, "can't be unpacked", job=_source("s.gz")),
    Case("smaller than it may be", GOOD.encode(), 5, "min_bytes: 591 bytes, but the limit is 5,000 bytes", job={"gates": {"min_bytes": 5000}}),
    Case("no trigger file", GOOD.encode(), 5, "trigger_file: students.csv.done is not there", job={"gates": {"trigger_file": "{file}.done"}}),
]  # fmt: skip

READ = [
    Case("header only", HEADER.encode(), 3, "min_records", outcome="blocked"),
    Case("only spaces in the records", (HEADER + " , , , \n" * 10).encode(), 3, "min_records", outcome="blocked"),
    Case("scientific notation in the IDs", (HEADER + "1.23457E+11,Lee,Ann,101\n" + rows()).encode(), 5, "scientific_notation: district_id 1, barcode 1"),
    Case("names damaged before they came here", (HEADER + rows(last="MuÃ±oz")).encode(), 5, "mojibake: last_name 30"),
    Case("one damaged name in many", (HEADER + rows(400) + rows(1, 900, "MuÃ±oz")).encode(), 0, counts={"added": 401}),
    Case("a record with too few columns", (GOOD + "000031,Kim\n").encode(), 0, counts={"added": 30, "line_unreadable": 1}),
    Case("a record with too many columns", (GOOD + "000031,Kim,Jo,101,x,y\n").encode(), 0, counts={"added": 30, "line_unreadable": 1}),
    Case("a quote within a value", (GOOD + '000031,O"Neil,Jo,101\n').encode(), 0, counts={"added": 31}),
    Case("a delimiter at the end of every line", (HEADER.replace("\n", ",\n") + rows().replace("\n", ",\n")).encode(), 0, counts={"added": 30}),
    Case("a quote is never closed", (GOOD + '000031,"Kim,Jo,101\n' + rows(10, 40)).encode(), 0, counts={"added": 40, "line_unreadable": 1}),
    Case("the last line is cut off", (GOOD + "000031,Ki").encode(), 5, "cut_off: line 32, the last one, ends within a record"),
    Case("the last value is cut off", (GOOD + "000031,Kim,Jo,10").encode(), 5, "cut_off: the last line has no line end", before=GOOD),
    Case("a carriage return within a value", (GOOD + "000031,K\rim,Jo,101\n" + rows(9, 40)).encode(), 0, counts={"added": 39, "line_unreadable": 1}),
    Case("a line that ends as on an old Mac", GOOD.replace("\n", "\r", 5).replace("\r", "\n", 4).encode(), 0, counts={"added": 30}),
    Case("lines that end twice over", GOOD.replace("\n", "\r\r\n").encode(), 0, counts={"added": 30}),
    Case("UTF-32 with a mark", GOOD.encode("utf-32"), 5, "students.csv is UTF-32"),
    Case("UTF-32 without a mark", GOOD.encode("utf-32-le"), 5, "students.csv is UTF-32"),
    Case("UTF-32 declared as UTF-16", GOOD.encode("utf-32-be"), 5, "students.csv is UTF-32", properties={"encoding": "utf-16"}),
    Case("line ends of an old Mac", GOOD.replace("\n", "\r").encode(), 0, counts={"added": 30}),
    Case("UTF-16 without a mark", GOOD.encode("utf-16-le"), 0, counts={"added": 30}, properties={"encoding": "utf-16"}),
    Case("swapped columns under the right header", (HEADER + "".join(f"Lee,{n:06},Ann,101\n" for n in range(1, 31))).encode(), 5, "max_shape_change", before=GOOD),
    Case("leading zeros are gone", (HEADER + rows(pad=1)).encode(), 5, "leading_zeros_lost", before=GOOD, job={"gates": {"min_overlap": "off"}}),
    Case("a feed of other people", (HEADER + rows(first=500)).encode(), 5, "min_overlap: 0 of 30 known patrons", before=GOOD),
    Case("a column has lost its content", GOOD.replace("Ann", "").encode(), 5, "max_blank_rise: first_name +100 points", before=GOOD),
    Case("the same file again", GOOD.encode(), 0, outcome="unchanged_source", before=GOOD, job={"gates": {"same_as_last_time": "skip"}}),
    Case("cut off at half", (HEADER + rows(15)).encode(), 3, "max_shrink", outcome="blocked", before=GOOD),
]  # fmt: skip
