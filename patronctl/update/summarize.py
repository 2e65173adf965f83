"""Summarize: the entries of the Job Summary, and the quarantine file of the skipped records (docs/rules.md, part 8)."""

from pathlib import Path
from typing import Any

from patronctl import files
from patronctl.domain.spreadsheet import GUARDED, guarded
from patronctl.sources.encodings import encode
from patronctl.sources.lines import pick
from patronctl.store.connection import Door
from patronctl.update.context import Context
from patronctl.update.stage import Staged, hidden_columns, may_keep_raw_text


def entries(door: Door, context: Context, staged: Staged, mapped: frozenset[str]) -> None:
    """Write entries.parquet into the run's folder."""
    door.run(
        "9_summarize/entries.sql",
        path=str(context.folder / "entries.parquet"),
        mapped=mapped,
        first_line=staged.first_line,
        only_problems=context.loaded.job.options.summary == "errors_and_warnings",
    )


def quarantine(door: Door, context: Context, staged: Staged, encoding: str) -> None:
    """Write quarantine.csv in the feed's own columns, delimiter and encoding. Columns that only a password is made of are blank.

    Where every record is one line, only the lines of the skipped records are read again.
    Where a column holds a secret, a cell of several lines is blank too: a quote that was not closed puts other records into it.
    """
    properties = context.loaded.properties
    hidden = hidden_columns(properties, staged.columns)
    keeps_lines = may_keep_raw_text(properties, staged.columns)
    utf8 = context.folder / "quarantine.utf8"
    one_line_each = not (staged.settled and staged.settled.several_lines)
    columns = [{"name": name, "title": guarded(name), "hidden": name in hidden} for name in staged.feed["own"]]
    feed = _skipped_lines(door, context, staged) if one_line_each else staged.feed
    shape = {"header": properties.header, "keeps_lines": keeps_lines, "one_line_each": one_line_each}
    door.run("9_summarize/quarantine.sql", path=str(utf8), feed=feed, columns=columns, guarded=GUARDED, **shape)
    encode(utf8, context.folder / "quarantine.csv", encoding)
    files.remove(utf8)


def _skipped_lines(door: Door, context: Context, staged: Staged) -> dict[str, Any]:
    """The header and the lines of the skipped records, in a file of their own."""
    picked = context.folder / "scratch" / "skipped.csv"
    before = range(1, staged.first_line)
    pick(
        Path(staged.feed["path"]),
        [*before, *(row["record"] + staged.first_line for row in door.rows("9_summarize/skipped_records.sql"))],
        picked,
    )
    return {**staged.feed, "path": str(picked)}
