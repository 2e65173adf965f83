import duckdb
import pytest

from patronctl.store.sql import render
from patronctl.update.stage import BUFFER_BYTES, MAX_BUFFER_BYTES, MAX_LINE_BYTES, MIB, ROW_GROUP, buffer_bytes

LINE = b"%07d," + b"x" * 191 + b"\n"


def _read(path, buffer):
    feed = {
        "path": str(path),
        "header": True,
        "skip_rows": 0,
        "delimiter": ",",
        "quote": '"',
        "columns": {"number": "VARCHAR", "text": "VARCHAR"},
        "max_line_bytes": MAX_LINE_BYTES,
        "buffer_bytes": buffer,
    }
    statement = render("1_stage/feed.sql", feed=feed)
    read = duckdb.connect().sql(statement.text, params=statement.parameters)
    return read.aggregate("count(*), count(DISTINCT number), min(strlen(text))").fetchall()


@pytest.mark.parametrize("buffer", [BUFFER_BYTES, 65 * MIB])
@pytest.mark.parametrize("shift", [0, 100])
def test_no_line_is_lost_where_one_buffer_ends_and_the_next_begins(tmp_path, buffer, shift):
    lines = 350_000
    path = tmp_path / "feed.csv"
    with path.open("wb") as file:
        file.write(b"number," + b"t" * (shift + 1) + b"\n")
        file.writelines(LINE % n for n in range(lines))

    assert _read(path, buffer) == [(lines, lines, 191)]


@pytest.mark.parametrize("line", [1, 60, 260, 500, 3_000])
@pytest.mark.parametrize("lines", [0, 1, 1_000, 260_000, 1_000_001, 12_345_678])
def test_a_buffer_is_cut_into_batches_without_a_rest(line, lines):
    buffer = buffer_bytes(line * lines, lines)

    assert BUFFER_BYTES <= buffer <= MAX_BUFFER_BYTES
    assert buffer % 16 == 0
    if buffer > BUFFER_BYTES:
        assert buffer / 4 > ROW_GROUP * line
