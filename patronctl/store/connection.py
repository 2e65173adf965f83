"""The only door to DuckDB: a connection in memory for the staging, with the patron store attached as `store`.

Every connection is sandboxed before it reads a feed: it reaches the folders it was given and nothing else,
loads no extension, and its settings are locked.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from patronctl.domain.errors import AlreadyRunningError, FeedError, StoreError
from patronctl.store import schema, stops, wear
from patronctl.store.sql import render

# For each value that travels as a parameter, DuckDB asks whether it is one of Pandas; where Pandas is not installed, Python then
# searches its whole path for it, six hundred times a run. No value of ours is, and told so, neither has anything to search.
sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]


class NoSuchCsvError(FeedError):
    """The reader gave a file up as a whole: it isn't CSV by any reading."""


MIB = 1024 * 1024
FEW_FEED_BYTES = 1 * MIB
FEW_STORED_BYTES = 16 * MIB


@dataclass(frozen=True)
class Resources:
    """What a connection may use. `memory` as DuckDB writes it ("4GiB"); None leaves DuckDB's own choice."""

    threads: int | None = None
    memory: str | None = None


def resources_for(feed_bytes: int, store: Path) -> Resources:
    """What a run may use on a feed of this size: enough to work in memory on a feed of a district, spilling on one of a state.

    Where feed and store are small, a second thread costs more than it helps: each prepares every expression for itself.
    """
    stored = store.stat().st_size if store.exists() else 0
    threads = 1 if feed_bytes <= FEW_FEED_BYTES and stored <= FEW_STORED_BYTES else None
    return Resources(threads=threads, memory=f"{min(600 * MIB + feed_bytes, 3072 * MIB) // MIB}MiB")


class Door:
    """Runs the statements of `patronctl/sql/` on one connection. Use it as a context manager."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.commits = 0

    def run(self, name: str, **values: Any) -> int:
        """Render and run a SQL file of one or several statements; answer with the rows that the last one changed or made."""
        result = self._execute(name, values)
        if result.description and result.description[0][0] == "Count":
            row = result.fetchone()
            return int(row[0]) if row else 0
        return 0

    def rows(self, name: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of a query, as dictionaries. For small results: counts, samples, one patron."""
        result = self._execute(name, values)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def row(self, name: str, **values: Any) -> dict[str, Any]:
        """The one row of a query."""
        (row,) = self.rows(name, **values)
        return row

    def texts(self, name: str, size: int, **values: Any) -> Iterator[list[str]]:
        """The one text column of a query, in pages; nothing else may run on the connection meanwhile."""
        result = self._execute(name, values)
        while page := result.fetchmany(size):
            yield [str(row[0]) for row in page]

    def _execute(self, name: str, values: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        statement = render(name, **values)
        result = self.connection
        with stops.told():
            for part in self.connection.extract_statements(statement.text):
                wanted = {key: value for key, value in statement.parameters.items() if key in part.named_parameters}
                result = self._answer(part, wanted)
        return result

    def _answer(self, statement: duckdb.Statement, wanted: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        try:
            return self.connection.execute(statement, wanted)
        except duckdb.InvalidInputException as error:
            if "CSV" not in str(error) or stops.is_stop(error) or isinstance(error.__cause__ or error.__context__, KeyboardInterrupt):
                raise
            hint = "see whether `delimiter` and `quote` of the properties are right"
            raise NoSuchCsvError("the feed can't be read as CSV", hint=hint, code="feed_not_csv") from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing of it. Once it comes to the commit, nobody stops it half way; `commits` counts those that were done."""
        with stops.told():
            self.connection.begin()
        try:
            yield
        except BaseException:
            # An interrupted connection may have rolled back by itself.
            with suppress(duckdb.Error), stops.held_back():
                self.connection.rollback()
            raise
        with stops.held_back():
            self.connection.commit()
            self.commits += 1

    def close(self) -> None:
        """Close the connection; an open transaction is rolled back."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def staging(*, reach: Sequence[Path] = (), scratch: Path | None = None, resources: Resources = Resources()) -> Door:
    """A sandboxed connection with no store. `reach` are the folders it may read and write, `scratch` where it may spill."""
    folders = [f"{folder}/" for folder in (*reach, *([scratch] if scratch else []))]
    config: dict[str, Any] = {
        "temp_directory": str(scratch) if scratch else "",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if resources.threads:
        config["threads"] = resources.threads
    if resources.memory:
        config["memory_limit"] = resources.memory
    door = Door(duckdb.connect(":memory:", config=config))
    door.run("store/reach.sql", folders=folders)
    return door


def lock_down(door: Door) -> None:
    """From here on nothing outside the door's folders can be reached, and no setting can be changed."""
    door.run("store/lock_down.sql")


def open_store(
    path: Path,
    *,
    read_only: bool = False,
    reach: Sequence[Path] = (),
    scratch: Path | None = None,
    resources: Resources = Resources(),
) -> Door:
    """A sandboxed connection with the patron store at `path` attached as `store`.

    Read only, a store that does not exist yet is an empty one in memory: the first dry run has nothing to compare with.
    Raises AlreadyRunningError when another process has the file open, StoreError when it can't be read.
    """
    door = staging(reach=[path.parent, *reach], scratch=scratch, resources=resources)
    try:
        if read_only and not path.exists():
            door.run("store/attach_empty.sql")
        else:
            door.run("store/attach_read_only.sql" if read_only else "store/attach.sql", path=str(path))
        if not read_only or not path.exists():
            schema.migrate(door)
        schema.check(door, path)
        if not read_only and not wear.is_worth_compacting(door, path):
            door.run("store/compaction.sql", tasks=0)
        lock_down(door)
    except duckdb.IOException as error:
        door.close()
        if "lock" in str(error).lower():
            raise AlreadyRunningError("the patron store is in use by another process", hint="wait for it to end") from error
        raise StoreError(f"the patron store can't be opened: {path.name}", hint=_first_line(error)) from error
    except StoreError:
        door.close()
        raise
    except (duckdb.SerializationException, duckdb.InvalidInputException) as error:
        door.close()
        raise StoreError(f"the patron store can't be opened: {path.name}", hint=_first_line(error)) from error
    return door


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
