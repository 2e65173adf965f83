"""What the lists of the Job Manager say of each run. It is kept in the state, so that a night reads the runs that changed and no others."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import patronctl
from patronctl.domain.headline import headline
from patronctl.domain.run_record import RunRecord
from patronctl.store import run_folder
from patronctl.store.run_folder import RECORD, Run
from patronctl.views.entries import Values


class Row(NamedTuple):
    """One run. `made_of` says what its page was made of; `retired` counts the inactivated and the deleted."""

    run_id: str
    made_of: str
    started_at: str
    timezone: str
    district_title: str
    job: str
    update: str
    dry_run: bool
    outcome: str
    read: int
    added: int
    updated: int
    retired: int
    skipped: int
    has_source: bool
    headline: str

    @property
    def started(self) -> datetime:
        """When the run began."""
        return datetime.fromisoformat(self.started_at)

    @property
    def has_page(self) -> bool:
        """A run that is under way has none yet."""
        return self.outcome != "running"


def remembered(path: Path) -> dict[str, Row]:
    """The rows of the last time by their runs; none where nothing is remembered, or by another version."""
    try:
        return {row[0]: Row(*row) for row in json.loads(path.read_bytes())}
    except (OSError, ValueError, TypeError):
        return {}


def as_text(rows: Iterable[Row]) -> str:
    """The rows as they are remembered."""
    return json.dumps([*rows], ensure_ascii=False, separators=(",", ":"))


def current(known: Mapping[str, Row], folders: Iterable[Path], values_of: Callable[[str], Values]) -> tuple[dict[str, Row], list[Run]]:
    """The rows of the runs that are there, in the order of `folders`, and the runs that are not as they were."""
    rows, changed = {}, []
    for folder in folders:
        row = known.get(folder.name)
        if row is None or not row.has_page or row.made_of != _made_of(folder, values_of(row.job)):
            run = run_folder.read(folder)
            if run is None:
                continue
            row = _row(run.record, folder, values_of(run.record.job))
            changed.append(run)
        rows[folder.name] = row
    return rows, changed


def _made_of(folder: Path, values: Values) -> str:
    try:
        facts = (folder / RECORD).stat()
    except OSError:
        return ""
    return f"{patronctl.__version__} {values} {facts.st_mtime_ns} {facts.st_size}"


def _row(record: RunRecord, folder: Path, values: Values) -> Row:
    counters = record.counters
    return Row(
        run_id=folder.name,
        made_of=_made_of(folder, values),
        started_at=record.started.isoformat(),
        timezone=record.timezone,
        district_title=record.district_title,
        job=record.job,
        update="repair" if record.repair else record.update,
        dry_run=record.dry_run,
        outcome=record.outcome,
        read=counters.records_read,
        added=counters.added,
        updated=counters.updated,
        retired=counters.inactivated + counters.deleted,
        skipped=counters.skipped,
        has_source=record.source is not None,
        headline=headline(record),
    )
