"""Secrets that can be found again: each is unique, says where it was planted, and is searched in every byte that came out.

planted = Planted()
rows = [f"000001,Lee,Ann,{planted.secret('feed, column pin')}"]
...
assert planted.leaks([state, site], outputs) == []
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import duckdb

MARK = "pl4nted"
ANY = re.compile(rf"{MARK}\w*|\w*{MARK[::-1]}", re.IGNORECASE)
"""A planted secret, or the beginning or the end of one that was cut."""


class Planted:
    """Makes secrets and looks for them."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self._numbers = itertools.count(1)

    def secret(self, place: str) -> str:
        """A new secret of 24 letters and digits, planted in `place`."""
        made = f"{MARK}x{next(self._numbers):06}x{MARK[::-1]}"
        self.places[made] = place
        return made

    def leaks(self, folders: Iterable[Path] = (), outputs: Mapping[str, str | bytes] | None = None) -> list[str]:
        """What was planted where, and where it came out."""
        return [f"{self.places.get(found, found)}: found in {where}" for found, where in leaked(folders, outputs)]


def leaked(folders: Iterable[Path] = (), outputs: Mapping[str, str | bytes] | None = None) -> list[tuple[str, str]]:
    """Every planted secret in the outputs, the names and the contents of the files, and the place. Whoever planted it."""
    said = ((name, text if isinstance(text, str) else _text(text)) for name, text in (outputs or {}).items())
    written = (one for folder in folders for one in everything_in(folder))
    return sorted({(found, where) for where, text in itertools.chain(said, written) for found in ANY.findall(text)})


def everything_in(folder: Path) -> Iterator[tuple[str, str]]:
    """The names of all files below a folder, their bytes, and the rows of Parquet files and of stores."""
    for path in folder.rglob("*"):
        yield f"the name {path}", path.name
        if not path.is_file():
            continue
        yield str(path), _text(path.read_bytes())
        if path.suffix == ".parquet":
            yield f"{path}, rows", _rows("FROM read_parquet($path)", path)
        elif path.suffix == ".duckdb":
            yield from _tables(path)


def _text(data: bytes) -> str:
    # UTF-16 is searched as well: without its zeros it reads as plain letters.
    return data.decode("latin-1") + "\n" + data.replace(b"\0", b"").decode("latin-1") if b"\0" in data else data.decode("latin-1")


def _rows(query: str, path: Path) -> str:
    with duckdb.connect() as connection:
        return str(connection.execute(query, {"path": str(path)}).fetchall())


def _tables(path: Path) -> Iterator[tuple[str, str]]:
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error:  # a test may have damaged it
        return
    with connection:
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            yield f"{path}, table {table}", str(connection.table(table).fetchall())
