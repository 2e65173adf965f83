"""A database connection that is stopped at the worst moment."""

import signal
from typing import Any

import duckdb


class StoppedWhenItCommits:
    """A real connection that is sent a signal the moment it is to commit."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, number: signal.Signals) -> None:
        self._connection, self._number = connection, number

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def commit(self) -> None:
        signal.raise_signal(self._number)
        self._connection.commit()
