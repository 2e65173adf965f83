"""Preview what the properties of a job make of its feed. Reads the feed and the store; writes nothing."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from patronctl.config.workspace import LoadedJob, load
from patronctl.domain.errors import FeedError
from patronctl.domain.preview import FieldCount, MapUse, Preview
from patronctl.places import Places, private_folder
from patronctl.properties.mapping import piece
from patronctl.properties.pieces import within
from patronctl.review.preview_rows import RECORD, Shown, rows_of
from patronctl.sources.fetch import Fetched, fetch
from patronctl.store.connection import Door
from patronctl.store.private_copy import private_copy
from patronctl.store.reading import reading
from patronctl.update import convert, plan, recipe
from patronctl.update.context import Context
from patronctl.update.match import match
from patronctl.update.stage import Staged, stage


@dataclass(frozen=True)
class Wanted:
    """What to show: so many records from the beginning, or the one of a line; values as they are, or masked."""

    rows: int = 5
    line: int | None = None
    values: bool = False


def preview(places: Places, name: str, wanted: Wanted = Wanted()) -> Preview:
    """What the mapping does, record by record and over the whole feed.

    Raises ConfigurationError, and FeedError where the feed can't be used or has no record on the line.
    """
    loaded = load(places.workspace, job=name).job(name)
    with private_copy(places, "preview", loaded.district.name) as folder:
        return _made(places, loaded, folder, wanted)


def _made(places: Places, loaded: LoadedJob, folder: Path, wanted: Wanted) -> Preview:
    encoding = loaded.job.encoding or loaded.properties.encoding
    fetched = fetch(loaded.job.source, folder, beside=loaded.folder, encoding=encoding)
    staged = stage(fetched, loaded)
    store = places.store(loaded.district.name)
    with reading(store, folder, reach=[folder], scratch=private_folder(folder / "scratch")) as door:
        staged = _convert_and_plan(door, loaded, staged, folder)
        given = recipe.values(staged.feed, loaded.job, loaded.district, loaded.properties, staged.columns, "", _today(loaded))
        with convert.in_time(door, loaded, fetched.feed):
            door.run("preview/feed.sql", record=RECORD, **given)
            door.run("preview/converted.sql", **given)
            return _collected(door, loaded, staged, fetched, given, wanted)


def _today(loaded: LoadedJob) -> date:
    return loaded.district.date_of(datetime.now(UTC))


def _convert_and_plan(door: Door, loaded: LoadedJob, staged: Staged, folder: Path) -> Staged:
    """The same steps as a dry run's, so that the messages are the ones that a run would give."""
    context = Context(loaded, "preview", "full", True, datetime.now(UTC), (), folder)
    convert.codes(door, loaded.district)
    converted = convert.convert(door, loaded, staged, secrets.token_hex(32), _today(loaded))
    state = {"hashed_by": None}
    match(door, context, state, converted)
    plan.plan(door, context, converted.mapped)
    plan.messages(door, context, converted.staged)
    return converted.staged


def _collected(door: Door, loaded: LoadedJob, staged: Staged, fetched: Fetched, given: dict[str, Any], wanted: Wanted) -> Preview:
    shown = Shown(loaded.properties, staged.columns, given["feed"]["used"], given["mappings"], wanted.values)
    rows = rows_of(door, shown, wanted.rows, wanted.line)
    if wanted.line and not rows:
        raise FeedError(
            f"no record of {fetched.facts.file} begins on line {wanted.line}",
            hint="A record of several lines begins on its first; an unreadable line is no record.",
            code="line_without_record",
        )
    return Preview(
        job=loaded.job.name,
        feed=fetched.facts.file,
        **door.row("preview/summary.sql"),
        rows=rows,
        fields=[FieldCount.model_validate(row) for row in door.rows("preview/counts.sql", mappings=[_cut(m) for m in given["mappings"]])],
        maps=list(_maps(door, loaded, staged, given)),
        messages={row["code"]: row["messages"] for row in door.rows("5_plan/message_counts.sql")},
        notes=[*fetched.notes, *staged.notes],
    )


def _cut(mapping: dict[str, Any]) -> dict[str, Any]:
    """Keys are never cut, and dates, years and codes are read, not fitted."""
    fitted = mapping["kind"] in ("text", "secret") or mapping["name"] in ("patron_type", "access_level", "resource_group")
    return {**mapping, "cuts": bool(fitted and mapping["limit"])}


def _maps(door: Door, loaded: LoadedJob, staged: Staged, given: dict[str, Any]) -> Iterator[MapUse]:
    for name, mapping in loaded.properties.fields.items():
        for place, said in within(mapping, (name,)):
            if said.map is None:
                continue
            compiled = piece(said, loaded.properties, staged.columns)
            entries = [row["given"] for row in compiled["map"]]
            if entries:
                used = door.row("preview/map_use.sql", **{**given, "m": compiled, "entries": entries})
                yield MapUse(place=".".join(map(str, place)), **used)
