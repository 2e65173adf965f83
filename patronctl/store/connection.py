"""The only door to DuckDB: a connection in memory for the staging, with the patron store attached as `store`.

Every connection is sandboxed before it reads a feed: it reaches the folders it was given and nothing else,
loads no extension, and its settings are locked.
"""

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from patronctl.domain.errors import AlreadyRunningError, FeedError, PatronctlError
from patronctl.store import schema, stops, wear
from patronctl.store.copies import is_emptied, writing
from patronctl.store.damage import damaged, why_not_opened
from patronctl.store.lock import LOOK_AGAIN
from patronctl.store.sql import render

# For each value that travels as a parameter, DuckDB asks whether it is one of Pandas; where Pandas is not installed, Python then
# searches its whole path for it, six hundred times a run. No value of ours is, and told so, neither has anything to search.
sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]


class StatementTimeoutError(PatronctlError):
    """A statement took longer than it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"a statement took longer than {seconds:.0f} seconds", code="statement_timeout")
        self.seconds = seconds


@dataclass
class _Outcome:
    result: duckdb.DuckDBPyConnection | None = None
    error: BaseException | None = None


class NoSuchCsvError(FeedError):
    """The reader gave a file up as a whole: it isn't CSV by any reading."""


MIB = 1024 * 1024
PATIENCE_WITH_INTERRUPT = 1.0
"""Seconds that a statement gets to notice an interruption."""
FEW_FEED_BYTES = 1 * MIB
FEW_STORED_BYTES = 16 * MIB
TRIES = 3
"""How often a store that nobody holds has to refuse before it counts as damaged."""


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
        self._store: Path | None = None
        self._limit: float | None = None
        self._stuck = False

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

    @contextmanager
    def limited(self, seconds: float | None) -> Iterator[None]:
        """Statements of the body may take so long. Raises StatementTimeoutError; None leaves them all the time they want.

        A stop is honored within a second meanwhile, even where the database doesn't listen to it.
        """
        before, self._limit = self._limit, seconds
        try:
            yield
        finally:
            self._limit = before

    def _answer(self, statement: duckdb.Statement, wanted: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        try:
            if self._limit is None:
                return self.connection.execute(statement, wanted)
            return self._watched(statement, wanted, self._limit)
        except duckdb.InvalidInputException as error:
            if "CSV" not in str(error) or stops.is_stop(error) or isinstance(error.__cause__ or error.__context__, KeyboardInterrupt):
                raise
            hint = "see whether `delimiter` and `quote` of the properties are right"
            raise NoSuchCsvError("the feed can't be read as CSV", hint=hint, code="feed_not_csv") from error

    def _watched(self, statement: duckdb.Statement, wanted: dict[str, Any], seconds: float) -> duckdb.DuckDBPyConnection:
        """Run a statement in a thread of its own, so that this one can stop waiting for it."""
        ended, outcome = threading.Event(), _Outcome()

        def work() -> None:
            try:
                outcome.result = self.connection.execute(statement, wanted)
            except BaseException as error:
                outcome.error = error
            ended.set()

        threading.Thread(target=work, daemon=True).start()
        try:
            in_time = ended.wait(seconds)
        except BaseException:
            self._give_up(ended)
            raise
        if not in_time:
            self._give_up(ended)
            raise StatementTimeoutError(seconds)
        if outcome.error:
            raise outcome.error
        assert outcome.result is not None
        return outcome.result

    def _give_up(self, ended: threading.Event) -> None:
        """Interrupt the statement. DuckDB looks for that between two batches of rows: one that takes longer is left to its thread."""
        self.connection.interrupt()
        if not ended.wait(PATIENCE_WITH_INTERRUPT):
            self._stuck = True
            stops.end_hard()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing of it. Once it comes to the commit, nobody stops it half way; `commits` counts those that were done.

        Nobody copies the store meanwhile.
        """
        with self._writing():
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
        """Close the connection; an open transaction is rolled back. What was committed may only now go from the log into the store."""
        if self._stuck:
            return  # a thread is still in it, and goes with the process
        with ExitStack() as stack:
            with suppress(OSError):
                stack.enter_context(self._writing())
            self.connection.close()

    def belongs_to(self, store: Path) -> None:
        """From here on the store's files are changed only while no reader copies them."""
        self._store = store

    def _writing(self) -> AbstractContextManager[None]:
        return writing(self._store) if self._store else nullcontext()

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
    patience: float = 0,
) -> Door:
    """A sandboxed connection with the patron store at `path` attached as `store`.

    Read only, a store that does not exist yet is an empty one in memory: the first dry run has nothing to compare with.
    Waits up to `patience` seconds for another process that has the file open, somebody who looks into it with DuckDB itself, say.
    Raises AlreadyRunningError when it has it open still, StoreError when the store can't be used.
    """
    deadline = time.monotonic() + patience
    for tried in count(1):
        try:
            return _opened(path, read_only, [path.parent, *reach], scratch, resources)
        except duckdb.Error as error:
            problem = why_not_opened(path, read_only=read_only, error=error)
            if problem is error:
                raise
            in_use = isinstance(problem, AlreadyRunningError)
            if in_use and time.monotonic() >= deadline:
                raise problem from error
            # Whoever had it open may have closed it since: only a store that can't be opened again and again is damaged.
            if not in_use and tried >= TRIES:
                raise problem from error
            time.sleep(LOOK_AGAIN)
    raise AssertionError("counted to the end")


def _opened(path: Path, read_only: bool, reach: Sequence[Path], scratch: Path | None, resources: Resources) -> Door:
    if is_emptied(path):
        raise damaged(path)
    door = staging(reach=reach, scratch=scratch, resources=resources)
    try:
        if read_only:
            door.run("store/attach_read_only.sql" if path.exists() else "store/attach_empty.sql", path=str(path))
            if not path.exists():
                schema.migrate(door)
            schema.check(door, path)
        else:
            with writing(path):
                door.run("store/attach.sql", path=str(path))
            door.belongs_to(path)
            schema.migrate(door)
            schema.check(door, path)
            if not wear.is_worth_compacting(door, path):
                door.run("store/compaction.sql", tasks=0)
        lock_down(door)
    except BaseException:
        door.close()
        raise
    return door
