"""A column of a feed may be called anything: a word of SQL, a column that DuckDB adds by itself, or a name that our statements use."""

import duckdb
import pytest

from patronctl.config.workspace import load
from patronctl.review.check import check
from patronctl.review.explain import explain
from patronctl.review.preview import Wanted, preview
from patronctl.store import run_folder
from patronctl.update.context import RunOptions
from patronctl.update.run import run
from tests.run.conftest import District

OURS = [
    *("feed", "raw", "record", "line", "converted", "placed", "checked", "c", "v", "word", "site", "barcode", "district_id", "messages"),
    *("feed_hash", "record_hash", "left_out", "error", "add_error", "match_key", "patron_id", "trimmed", "store", "known_site", "entry"),
]
PSEUDO = [
    "rowid",
    "ROWID",
    "RowId",
    "row_id",
    "filename",
    "file_row_number",
    "file_index",
    "oid",
    "ctid",
    "virtual",
    "columns",
    "*",
    "main",
    "temp",
]
FIELDS = {"site": "Site", "barcode": "Card", "district_id": "Number", "last_name": "Last"}


def words() -> list[str]:
    found = duckdb.sql("SELECT keyword_name FROM duckdb_keywords()").fetchall()
    return [word for (word,) in found]


def show(district: District) -> None:
    shown = preview(district.places, "north-students", Wanted(rows=2, values=True))
    cells = {cell.field: cell.becomes for cell in shown.rows[0].cells}
    assert (cells["first_name"], cells["nickname"], shown.records) == ("Ann", "ann", 2)
    assert {field.field: field.blank for field in shown.fields}["first_name"] == 0


def everything(district: District) -> None:
    """Run, check, preview, explain, and a quarantine, over a feed one of whose lines is refused."""
    record = run(load(district.root).job("north-students"), RunOptions("full"), district.places)
    assert record.failure is None, record.failure
    assert (record.outcome, record.counters.added, record.counters.skipped) == ("succeeded", 1, 1)
    assert district.rows("SELECT first_name, nickname FROM store.patron") == [("Ann", "ann")]
    again = run(load(district.root).job("north-students"), RunOptions("full"), district.places)
    assert (again.outcome, again.counters.unchanged) == ("succeeded", 1)
    assert check(district.places, "north-students").passed
    show(district)
    assert explain(district.places, "north-students", "1", None).records[0].fields["first_name"] == "Ann"
    quarantine = run_folder.find(district.places, record.run_id).quarantine
    assert quarantine
    assert "Bob" in quarantine.read_text()


@pytest.mark.parametrize("name", ["rowid", "ROWID", "RowId", "feed", "raw", "record", "select", "c"])
def test_every_command_with_one_odd_column_that_the_properties_read(district: District, name: str) -> None:
    district.configure({**FIELDS, "first_name": name, "nickname": {"sql": f'lower("{name}")'}})
    district.feed(f"Site Card Number Last {name}", "01|C1|1|Oh|Ann", "99|C2|2|Oh|Bob")

    everything(district)


def test_every_word_at_once_as_a_header_that_nobody_reads(district: District) -> None:
    names = list({name.lower(): name for name in [*words(), *OURS, *PSEUDO] if name.lower() not in ("site",)}.values())
    district.configure({**FIELDS, "first_name": "First", "nickname": {"sql": "lower(First)"}})
    header = f"Site Card Number Last First {' '.join(name for name in names if name.lower() not in ('last', 'first'))}"
    values = "|".join("x" for _ in header.split()[5:])
    district.feed(header, f"01|C1|1|Oh|Ann|{values}", f"99|C2|2|Oh|Bob|{values}")

    everything(district)


@pytest.mark.slow
def test_every_word_and_every_pseudo_column_as_the_column_of_a_field(district: District) -> None:
    """Fifteen names at a time; the preview stands for them all: it runs the statements of a run, and its own."""
    fields = [f"address_{n}_{part}" for n in (1, 2) for part in ("line_1", "line_2", "city", "state", "zip", "phone_1", "phone_2")]
    names = list({name.lower(): name for name in [*words(), *OURS, *PSEUDO] if name.lower() != "site"}.values())
    for begin in range(0, len(names), len(fields)):
        some = names[begin : begin + len(fields)]
        made = dict(zip(fields, some, strict=False))
        odd = [name for name in some if name.lower() not in ("card", "number", "surname")]
        district.configure({**FIELDS, "last_name": "Surname", "nickname": {"sql": " || ".join(f'"{name}"' for name in some)}, **made})
        district.feed(f"Site Card Number Surname {' '.join(odd)}", f"01|C1|1|Oh|{'|'.join('x' for _ in odd)}")
        shown = preview(district.places, "north-students", Wanted(rows=1, values=True))
        cells = {cell.field: cell.becomes for cell in shown.rows[0].cells}
        assert cells["nickname"] == "x" * len(some)
        assert {cells[field] for field in made} == {"x"}
