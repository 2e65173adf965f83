"""A cell that a spreadsheet would run must not leave us; numbers and telephone numbers stay as they are."""

import duckdb
import pytest

from patronctl.store import sql

QUERY = """{% import "report/csv_safe.sql" as csv %}SELECT {{ csv.safe("cell") }} FROM (SELECT {{ cell | param }} AS cell)"""


def safe(cell: str | None) -> str | None:
    parameters = sql._Parameters()
    query = sql._environment().from_string(QUERY).render(cell=cell, **{sql.PARAMETERS: parameters})
    return duckdb.connect().execute(query, parameters.values).fetchall()[0][0]


@pytest.mark.parametrize(
    "cell",
    ["=cmd|' /C calc'!A0", "+SUM(A1)", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1", "\r=1", " =1+1", "＝1+1", "+1 or so", "=", "-"],
)
def test_a_formula_becomes_text(cell: str) -> None:
    assert "'" + cell == safe(cell)


@pytest.mark.parametrize("cell", ["+1 (719) 555-3517", "-12.50", "+4712345", "012345", "O'Brien", "a=b", "x@y.org", "", None])
def test_numbers_phones_and_words_stay(cell: str | None) -> None:
    assert cell == safe(cell)
