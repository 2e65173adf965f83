"""The entries of a run as the summary shows them: in groups, the first of each, and all of them as CSV."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from patronctl.store.connection import Door, lock_down, staging
from patronctl.store.run_folder import Run

Values = Literal["shown", "masked"]
COLUMNS = ("site", "district_id", "barcode", "name", "action", "severity", "code", "field", "given", "text",
           "before", "after", "reason", "rule", "other")  # fmt: skip
SHOWN_PER_GROUP = 500


@dataclass(frozen=True)
class FieldChange:
    """One field of a patron, before and after. None is empty."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Entry:
    """One entry. `other`: of a message, the patron it is in conflict with; of a retirement, the values that decided."""

    line: int | None
    site: str | None
    district_id: str | None
    barcode: str | None
    name: str | None
    action: str
    code: str | None
    field: str | None
    given: str | None
    text: str | None
    reason: str | None
    rule: str | None
    changes: list[FieldChange]
    other: dict[str, str] | None


@dataclass
class Group:
    """Entries of one kind. `section` message, change or retirement; `count` is of all, `entries` are the first of them."""

    section: str
    name: str
    rule: str | None
    count: int
    entries: list[Entry] = field(default_factory=list)


class Entries:
    """The entries of one run, with personal values shown or masked. Made by a `Reader`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def groups(self, most: int = SHOWN_PER_GROUP) -> list[Group]:
        """All groups, the largest of a section first, each with its first `most` entries."""
        self._door.run("report/groups.sql")
        groups = {
            (row["section"], row["name"], row["rule"]): Group(row["section"], row["name"], row["rule"], row["entries"])
            for row in self._door.rows("report/group_counts.sql")
        }
        for row in self._door.rows("report/group_entries.sql", most=most):
            groups[row["section"], row["group_name"], row["group_rule"]].entries.append(_entry(row))
        return list(groups.values())

    def field_changes(self) -> dict[str, int]:
        """Patron field: how many known patrons get another value. The most frequent first."""
        return {row["field"]: row["patrons"] for row in self._door.rows("report/field_changes.sql")}

    def write_csv(self, path: Path) -> None:
        """Every entry but the unchanged, safe to open in a spreadsheet."""
        self._door.run("report/entries_csv.sql", path=str(path), columns=COLUMNS)


class Reader:
    """One connection for the entries of many runs below `folder`, one after the other: what is read of one goes when the next is opened."""

    def __init__(self, *folders: Path) -> None:
        self._door = staging(reach=folders)
        lock_down(self._door)

    def open(self, run: Run, values: Values) -> Entries | None:
        """A run's entries; None where it has none. `write_csv` may write below the reader's folders."""
        if run.entries is None:
            return None
        self._door.run(f"report/entries_{values}.sql", path=str(run.entries))
        return Entries(self._door)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()


@contextmanager
def entries_of(run: Run, values: Values, *, into: Path | None = None) -> Iterator[Entries | None]:
    """Open a run's entries; None where it has none. `into` is the folder that `write_csv` may write to."""
    if run.entries is None:
        yield None
        return
    with Reader(run.folder, *([into] if into else [])) as reader:
        yield reader.open(run, values)


def _entry(row: dict[str, Any]) -> Entry:
    plain = {name: row[name] for name in ("line", "site", "district_id", "barcode", "name", "action", "code", "field", "given", "text")}
    other = {name: str(value) for name, value in json.loads(row["other"] or "{}").items() if value is not None}
    return Entry(**plain, reason=row["reason"], rule=row["rule"], changes=_changes(row["before"], row["after"]), other=other or None)


def _changes(before: str | None, after: str | None) -> list[FieldChange]:
    old, new = json.loads(before or "{}"), json.loads(after or "{}")
    return [FieldChange(name, _text(old.get(name)), _text(new.get(name))) for name in {**old, **new}]


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)
