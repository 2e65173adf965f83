"""Files that are something else are called by their name."""

import pytest

from patronctl.domain.errors import FeedError
from patronctl.sources.signs import refuse_what_is_no_csv


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"\n <!DOCTYPE html><html>", "a web page"),
        (b"\xef\xbb\xbf<HTML>", "a web page"),
        (b"<?xml version='1.0'?>", "an XML document"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04....", "a zip archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook"),
        (b"\x1f\x8b\x08", "compressed with gzip"),
        (b'{"error": "token expired"}', "JSON"),
    ],
)
def test_what_is_no_csv_is_named(head: bytes, what: str) -> None:
    with pytest.raises(FeedError, match=f"students.csv is {what}, not a CSV file"):
        refuse_what_is_no_csv(head, "students.csv")


def test_a_csv_passes() -> None:
    refuse_what_is_no_csv(b'"{id}",name\n', "students.csv")
