"""Files that are something else, by their first bytes."""

from patronctl.domain.errors import FeedError

_SIGNS: tuple[tuple[bytes, str, str], ...] = (
    (b"<!doctype html", "a web page", "The export probably needed a login and saved the login or error page. Open it in a browser to see."),
    (b"<html", "a web page", "The export probably needed a login and saved the login or error page. Open it in a browser to see."),
    (b"<?xml", "an XML document", "It may be an error message of the export. Ask for a CSV export."),
    (b"%pdf", "a PDF document", "Ask for a CSV export."),
    (b"pk\x03\x04", "a zip archive or an Excel workbook", "Save the sheet as CSV; a zip archive needs a name that ends in .zip."),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV."),
    (b"\x1f\x8b", "compressed with gzip", "Its name needs to end in .gz."),
    (b"{\\rtf", "a formatted text document", "Save it as plain text, with the ending .csv."),
    (b'{"', "JSON", "It may be an error message of the export. Ask for a CSV export."),
    (b'[{"', "JSON", "Ask for a CSV export."),
)


def refuse_what_is_no_csv(head: bytes, name: str) -> None:
    """Raise FeedError (feed_not_csv) when the first bytes are those of a web page, a workbook, an archive and the like."""
    start = head[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for sign, what, hint in _SIGNS:
        if start.startswith(sign):
            raise FeedError(f"{name} is {what}, not a CSV file", hint=hint, code="feed_not_csv")
