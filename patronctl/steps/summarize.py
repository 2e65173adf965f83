"""Summarize: the entries of the Job Summary, and the quarantine file of the skipped records (specification, part 8)."""

from patronctl.config.properties import Properties
from patronctl.domain.fields import BY_NAME
from patronctl.sources.encodings import encode
from patronctl.steps.context import Context
from patronctl.steps.mapping import Columns
from patronctl.steps.stage import Staged, columns_of_field
from patronctl.store.door import Door


def entries(door: Door, context: Context, mapped: frozenset[str]) -> None:
    """Write entries.parquet into the run's folder."""
    door.run(
        "9_summarize/entries.sql",
        path=str(context.folder / "entries.parquet"),
        mapped=mapped,
        only_problems=context.loaded.job.options.summary == "errors_and_warnings",
    )


def quarantine(door: Door, context: Context, staged: Staged, encoding: str) -> None:
    """Write quarantine.csv in the feed's own columns, delimiter and encoding. Columns that only a password is made of are blank."""
    hidden = password_columns(context.loaded.properties, staged.columns)
    utf8 = context.folder / "quarantine.utf8"
    door.run("9_summarize/quarantine.sql", path=str(utf8), feed=staged.feed, hidden=hidden)
    encode(utf8, context.folder / "quarantine.csv", encoding)
    utf8.unlink()


def password_columns(properties: Properties, columns: Columns) -> frozenset[str]:
    """The columns that feed the password and nothing else."""
    secret: set[str] = set()
    other: set[str] = set()
    for name in properties.fields:
        (secret if name in BY_NAME and BY_NAME[name].kind == "secret" else other).update(columns_of_field(properties, name, columns))
    return frozenset(secret - other)
