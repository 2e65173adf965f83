"""The floor: DuckDB reads the feed into a temporary table, every column as text. `python -m tests.benchmarks.floor FEED`."""

import csv
import sys
from pathlib import Path


def read(feed: Path) -> None:
    """Read the feed as plainly as can be, with DuckDB's own settings."""
    import duckdb

    with feed.open(encoding="utf-8", newline="") as lines:
        header = next(csv.reader(lines))
    statement = (Path(__file__).parent / "sql" / "floor.sql").read_text("utf-8")
    with duckdb.connect() as connection:
        connection.execute(statement, {"feed": str(feed), "columns": dict.fromkeys(header, "VARCHAR")})


if __name__ == "__main__":
    read(Path(sys.argv[1]))
