"""A night's few deletions leave the store's file as it lies; many of them have it compacted."""

from pathlib import Path

import pytest

from patronctl.store.connection import open_store

ROWS = 400_000
INSERTS = {
    "patron": "INSERT INTO store.patron (patron_id, job, first_seen, revision) SELECT range, 'j', TIMESTAMP '2026-01-01', 1 FROM range(?)",
    "sighting": "INSERT INTO store.sighting (job, patron_id) SELECT 'j', range FROM range(?)",
}


@pytest.mark.parametrize("table", INSERTS)
@pytest.mark.parametrize(("left", "compacted"), [(99, False), (40, True)])
def test_a_store_is_compacted_when_it_is_worth_it(tmp_path: Path, table: str, left: int, compacted: bool) -> None:
    path = tmp_path / "store.duckdb"
    with open_store(path) as door:
        door.connection.execute(INSERTS[table], [ROWS])
    with open_store(path) as door:
        door.connection.execute(f"DELETE FROM store.{table} WHERE hash(patron_id) % 100 >= {left}")
    with open_store(path) as door:
        before = max(each["dead"] for each in door.rows("store/dead.sql"))
        door.connection.execute(f"INSERT INTO store.{table} SELECT * FROM store.{table} LIMIT 1")

    with open_store(path, read_only=True) as door:
        after = max(each["dead"] for each in door.rows("store/dead.sql"))

    assert before == pytest.approx(ROWS * (100 - left) / 100, rel=0.1)
    assert (after < before / 2) == compacted
