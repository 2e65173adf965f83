"""A night's few deletions leave the store's file as it lies; many of them, or many nights, have it compacted."""

from pathlib import Path

import duckdb
import pytest

from patronctl.domain.errors import AlreadyRunningError, StoreError
from patronctl.places import Places
from patronctl.store import compaction, wear
from patronctl.store.connection import Door, open_store
from patronctl.store.lock import district_lock

ROWS = 400_000
INSERTS = {
    "patron": "INSERT INTO store.patron (patron_id, job, first_seen, revision) SELECT range, 'j', TIMESTAMP '2026-01-01', 1 FROM range(?)",
    "sighting": "INSERT INTO store.sighting (job, patron_id) SELECT 'j', range FROM range(?)",
    "history": "INSERT INTO store.history (run_id, happened_at, patron_id, action) SELECT '', '2026-01-01', range, '' FROM range(?)",
}
A_LOAD = "INSERT INTO store.load VALUES ('r', 'j', 'full', TIMESTAMP '2026-01-01', TIMESTAMP '2026-01-01', 'd', 1)"


def most_dead(door: Door) -> int:
    tables = [table["name"] for table in door.rows("store/tables.sql")]
    return max(table["dead"] for table in door.rows("store/wear.sql", tables=tables))


@pytest.mark.parametrize("table", INSERTS)
@pytest.mark.parametrize(("left", "compacted"), [(99, False), (40, True)])
def test_a_store_is_compacted_when_it_is_worth_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, left: int, compacted: bool
) -> None:
    monkeypatch.setattr(wear, "SMALL", 0)
    path = tmp_path / "store.duckdb"
    with open_store(path) as door:
        door.connection.execute(INSERTS[table], [ROWS])
    with open_store(path) as door:
        door.connection.execute(f"DELETE FROM store.{table} WHERE hash(patron_id) % 100 >= {left}")
    with open_store(path) as door:
        before = most_dead(door)
        door.connection.execute(f"INSERT INTO store.{table} SELECT * FROM store.{table} LIMIT 1")

    with open_store(path, read_only=True) as door:
        after = most_dead(door)

    assert before == pytest.approx(ROWS * (100 - left) / 100, rel=0.1)
    assert (after < before / 2) == compacted


@pytest.mark.parametrize("always_asked", [False, True], ids=["a-small-store", "a-store-that-is-asked"])
def test_rows_that_come_one_a_night_share_their_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, always_asked: bool) -> None:
    if always_asked:
        monkeypatch.setattr(wear, "SMALL", 0)
    path = tmp_path / "store.duckdb"
    sizes = []
    for _ in range(40):
        with open_store(path) as door:
            door.connection.execute(A_LOAD)
        sizes.append(path.stat().st_size)

    assert max(sizes) < sizes[3] + 2_000_000
    with open_store(path, read_only=True) as door:
        assert door.connection.execute("SELECT count(*) FROM store.load").fetchall() == [(40,)]


def grown(places: Places) -> Path:
    """A store of three patrons and a file ten times as large as they need, as a version without compaction left it."""
    path = places.store("north")
    path.parent.mkdir(parents=True)
    with open_store(path) as door:
        door.connection.execute(INSERTS["patron"], [3])
        door.connection.execute(INSERTS["history"], [ROWS])
    with duckdb.connect(path) as store:
        store.execute("DELETE FROM history WHERE patron_id > 1; CHECKPOINT; DELETE FROM history; INSERT INTO history SELECT * FROM history")
        store.execute("SET max_vacuum_tasks = 0")
        for _ in range(40):
            store.execute(A_LOAD.replace("store.", ""))
            store.execute("CHECKPOINT")
    return path


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with open_store(path, read_only=True) as door:
        names = [table["name"] for table in door.rows("store/tables.sql")]
        rows = {name: door.connection.execute(f"FROM store.{name}").fetchall() for name in names}
        rows["columns"] = door.connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() WHERE database_name = 'store' ORDER BY ALL"
        ).fetchall()
    return rows


def test_a_store_is_written_anew_with_all_that_is_in_it(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path)
    path = grown(places)
    path.chmod(0o640)
    before = everything(path)

    larger, smaller = compaction.compact(places, "north")

    assert larger > 8_000_000 > 3_000_000 > smaller == path.stat().st_size
    assert everything(path) == before
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(file.name for file in path.parent.iterdir()) == ["lock", "store.duckdb", "store.lock"]


def test_a_store_that_somebody_uses_is_left_alone(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path)
    path = grown(places)
    before = path.read_bytes()

    with district_lock(path.parent, "north", "a run"):
        compaction.compact_where_grown(places, "north")
        with pytest.raises(AlreadyRunningError, match="in use by a run"):
            compaction.compact(places, "north")
    assert path.read_bytes() == before

    compaction.compact_where_grown(places, "north")
    assert path.stat().st_size < 3_000_000


def test_what_is_no_store_stays_as_it_is(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path)
    with pytest.raises(StoreError, match="no patron store of a district north"):
        compaction.compact(places, "north")
    path = places.store("north")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"something else" * 1000)

    with pytest.raises(StoreError):
        compaction.compact(places, "north")

    assert path.read_bytes() == b"something else" * 1000
