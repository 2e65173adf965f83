"""Cells that a spreadsheet would take for a formula, and the apostrophe that keeps it from doing so. sql/report/csv_safe.sql says the same.

Adding one can be undone: a cell that begins with apostrophes already gets one more. Plain numbers and telephone numbers stay as they are.
"""

import re

GUARDED = r"^'+[\s\x{a0}\x{200b}\x{feff}]*[=+\-@＝＋－＠\t\r\n]"
"""What a cell begins with that was made harmless, as an RE2 pattern."""
_BEGINNING = "[ \t\n\f\r\u00a0\u200b\ufeff]*[=+\\-@＝＋－＠\t\r\n]"
_FORMULA, _GUARDED = re.compile(f"'*{_BEGINNING}"), re.compile(f"'+{_BEGINNING}")
_NUMBER = re.compile(r"[+-]?[0-9(][0-9 ().,-]*")


def guarded(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would run it."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """The cell that `guarded` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell
