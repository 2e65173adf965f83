"""The Job Summary on a terminal: the sentence, what was counted, what was checked, what was found. Narrow terminals wrap it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from patronctl.domain.headline import headline
from patronctl.domain.messages import by_weight
from patronctl.domain.run_record import Check, RunRecord
from patronctl.domain.words import (
    OUTCOMES,
    changed_fields,
    check_title,
    counter_title,
    is_routine,
    kind_of_run,
    not_told,
    people,
    rule_title,
    verdict,
    worth_showing,
)
from patronctl.store.run_folder import Run
from patronctl.views.times import local_time

STYLES = {"succeeded": "green", "unchanged_source": "green", "blocked": "yellow", "running": "cyan"}


def render(run: Run, *, everything: bool = False, page: Path | None = None, people: Sequence[RenderableType] = ()) -> RenderableType:
    """Everything of a run but its entries, which are in the page and in `entries.parquet`.

    `everything`: also the checks that are routine, and the time of every step. `page`: where the run's page lies.
    `people`: who is in the plan, from `views.who`.
    """
    record = run.record
    parts = (_title(record), _counters(record), _checks(record, everything=everything), _messages(record), _deliveries(record))
    return Group(*(line for part in parts for line in part), *people, *_hint(record), *_foot(run, page, everything=everything))


def outcome(record: RunRecord) -> Text:
    """The outcome in words and color; the color never says more than the word."""
    words = OUTCOMES[record.outcome] + (" (dry run)" if record.dry_run else "")
    return Text(words, style=STYLES.get(record.outcome, "red"))


def plain_table(*columns: str, title: str = "") -> Table:
    """A table without vertical lines, that folds long cells. A column that begins with # is of numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        numbers = column.startswith("#")
        table.add_column(column.removeprefix("#"), justify="right" if numbers else "left", no_wrap=numbers, overflow="fold")
    return table


def _title(record: RunRecord) -> Iterator[RenderableType]:
    yield Text.assemble((record.job, "bold"), f"  {kind_of_run(record)}  ", outcome(record))
    yield Text(headline(record))
    yield Text()


def _counters(record: RunRecord) -> Iterator[RenderableType]:
    table = plain_table("What", "#Patrons")
    for name, count in worth_showing(record.counters):
        table.add_row(counter_title(name), f"{count:,}")
        if name == "deleted":
            for rule, deleted in record.counters.deleted_by_rule.items():
                table.add_row(f"  {rule_title(rule)}", f"{deleted:,}")
    if record.counters.records_read:
        yield from (table, Text())
    if changed := changed_fields(record):
        yield from (Text(f"Fields changed: {', '.join(f'{name} {count:,}' for name, count in changed)}"), Text())


def _checks(record: RunRecord, *, everything: bool) -> Iterator[RenderableType]:
    if not record.checks:
        return
    table = plain_table("Gate or guard", "Observed", "Limit", "Verdict")
    shown = [check for check in record.checks if everything or not is_routine(check)]
    for check in sorted(shown, key=lambda check: check.passed):
        table.add_row(Text(check_title(check)), Text(check.observed), Text(check.limit), _verdict(check))
    yield table
    if routine := len(record.checks) - len(shown):
        yield Text(f"{people(routine, 'more check')} passed", style="dim")
    yield Text()


def _verdict(check: Check) -> Text:
    words = verdict(check)
    return Text(words, style={"passed": "green", "refused": "red"}.get(words, "yellow"))


def _deliveries(record: RunRecord) -> Iterator[RenderableType]:
    if record.deliveries:
        table = plain_table("Target", "Delivery", "#Created", "#Updated", "#Inactivated", "#Deleted", "#Failed", "#Still differ")
        for one in record.deliveries:
            numbers = (one.created, one.updated + one.reactivated, one.inactivated, one.deleted, one.failed, one.behind)
            table.add_row(Text(one.target), Text(f"{one.outcome}: {one.error}" if one.error else one.outcome), *(f"{n:,}" for n in numbers))
        yield from (table, Text())


def _messages(record: RunRecord) -> Iterator[RenderableType]:
    if not record.messages:
        return
    table = plain_table("#Times", "", "Message", "Meaning")
    for message, count in by_weight(record.messages):
        mark = Text(message.severity, style="red" if message.severity == "E" else "yellow")
        table.add_row(f"{count:,}", mark, message.code, message.outcome)
    yield from (table, Text())


def _hint(record: RunRecord) -> Iterator[RenderableType]:
    if record.failure and record.failure.hint:
        yield Text.assemble(("hint: ", "bold"), record.failure.hint)
    for note in [*record.notes, *not_told(record)]:
        yield Text(f"note: {note}")


def _foot(run: Run, page: Path | None, *, everything: bool) -> Iterator[RenderableType]:
    record = run.record
    if record.source:
        yield Text(f"File {record.source.file}, {record.source.bytes:,} bytes, {record.source.encoding}", style="dim")
    seconds = sum(step.seconds for step in record.steps)
    if record.steps:
        slowest = max(record.steps, key=lambda step: step.seconds)
        yield Text(f"{seconds:.1f} s in {people(len(record.steps), 'step')}, longest: {slowest.name} {slowest.seconds:.1f} s", style="dim")
    if everything:
        yield from (Text(f"  {step.name:<10} {step.seconds:6.2f} s {step.rows:>12,}", style="dim") for step in record.steps)
    if run.quarantine:
        yield _whole(f"Skipped records, to correct and load again: {run.quarantine}")
    if page:
        yield _whole(f"Page {page}")
    yield _whole(f"Run {record.run_id}, started {local_time(record.started, record.timezone)}")


def _whole(line: str) -> Text:
    """A line with a path or an identifier, which must be one piece to be copied."""
    return Text(line, style="dim", no_wrap=True, overflow="ignore")
