"""What a careful script does today: row by row, look the student up, compare, insert or update; then see who is missing."""

import csv
import sqlite3
import tempfile
from pathlib import Path

from tests.benchmarks import peers


def compare(old: Path, new: Path) -> tuple[int, int, int]:
    """The first day goes in quickly, all at once; what is looked at is the second day."""
    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(Path(folder) / "patrons.sqlite") as database:
        header, rows = _rows(old)
        marks = ", ".join("?" * len(header))
        columns = ", ".join(f'"{name}"' for name in header)
        database.execute(f'CREATE TABLE patron ({columns}, seen INTEGER DEFAULT 0, PRIMARY KEY ("{peers.KEY}"))')
        database.executemany(f"INSERT INTO patron ({columns}) VALUES ({marks})", rows)
        database.commit()
        return _upsert(database, new)


def _upsert(database: sqlite3.Connection, new: Path) -> tuple[int, int, int]:
    header, rows = _rows(new)
    key = header.index(peers.KEY)
    columns = ", ".join(f'"{name}"' for name in header)
    upsert = (
        f"INSERT INTO patron ({columns}, seen) VALUES ({', '.join('?' * len(header))}, 1) "
        f'ON CONFLICT ("{peers.KEY}") DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in map(_quoted, header))}, seen = 1'
    )
    find = f'SELECT {columns} FROM patron WHERE "{peers.KEY}" = ?'
    seen = f'UPDATE patron SET seen = 1 WHERE "{peers.KEY}" = ?'
    added = changed = 0
    for row in rows:
        stored = database.execute(find, (row[key],)).fetchone()
        if stored is None:
            added += 1
        elif stored != tuple(row):
            changed += 1
        else:
            database.execute(seen, (row[key],))
            continue
        database.execute(upsert, row)
    database.commit()
    (removed,) = database.execute("SELECT count(*) FROM patron WHERE seen = 0").fetchone()
    return added, changed, removed


def _rows(feed: Path) -> tuple[list[str], "csv._reader"]:
    rows = csv.reader(feed.open(encoding="utf-8", newline=""))
    return next(rows), rows


def _quoted(name: str) -> str:
    return f'"{name}"'


if __name__ == "__main__":
    peers.main(compare)
