"""The list of runs, on a terminal and as JSON."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import indent

from rich.console import Console, ConsoleOptions, RenderableType
from rich.table import Table
from rich.text import Text

from patronctl.domain.run_record import RunRecord
from patronctl.domain.words import people
from patronctl.store.run_folder import Run
from patronctl.views.text import outcome, plain_table
from patronctl.views.times import local_time

WIDE = 122


@dataclass(frozen=True)
class RunList:
    """Newest first: when, which job, what came of it. A table where there is room for whole identifiers, else two lines a run."""

    runs: Sequence[Run]
    more: int = 0
    """How many older ones are left out."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        records = [run.record for run in self.runs]
        if not records:
            yield Text("No runs yet.")
        elif options.max_width >= WIDE:
            yield _table(records)
        else:
            yield from _lines(records)
        if self.more > 0:
            yield Text(f"{people(self.more, 'older run')} not shown; --limit 0 shows all.")


def as_json(runs: Iterable[Run], more: int = 0) -> Iterator[str]:
    """A list of run records, newest first, in pieces of one record each. `more` older ones are left out of it."""
    yield f'{{\n  "format_version": 1,\n  "more": {more},\n  "runs": ['
    separator = "\n"
    for run in runs:
        record = json.dumps(run.record.model_dump(mode="json"), indent=2, ensure_ascii=False)
        yield separator + indent(record, "    ")
        separator = ",\n"
    yield "\n  ]\n}" if separator != "\n" else "]\n}"


def removed(runs: Sequence[Run], *, dry_run: bool) -> RenderableType:
    """What retention removed, or would remove."""
    if not runs:
        return Text("There is no run to remove.")
    lines = [f"{'would remove' if dry_run else 'removed'} {run.record.run_id}" for run in runs]
    return Text("\n".join([*lines, people(len(runs), "run")]))


def _table(records: Sequence[RunRecord]) -> Table:
    table = plain_table("Started", "Update", "Outcome", "#Read", "#Changed", "#Retired", "Run")
    for record in records:
        table.add_row(_started(record), record.update, outcome(record), *_numbers(record), record.run_id)
    return table


def _lines(records: Sequence[RunRecord]) -> Iterator[RenderableType]:
    for record in records:
        read, changed, retired = _numbers(record)
        yield Text(record.run_id, style="bold", no_wrap=True, overflow="ignore")
        yield Text.assemble(
            "  ", _started(record), ", ", outcome(record), f", {record.update}: {read} read, {changed} changed, {retired} retired"
        )


def _started(record: RunRecord) -> Text:
    return Text(local_time(record.started, record.timezone), no_wrap=True)


def _numbers(record: RunRecord) -> tuple[str, str, str]:
    counters = record.counters
    if record.outcome not in ("succeeded", "unchanged_source"):
        return f"{counters.records_read:,}", "-", "-"
    changed = counters.added + counters.updated + counters.transferred + counters.reactivated
    return f"{counters.records_read:,}", f"{changed:,}", f"{counters.inactivated + counters.deleted:,}"
