"""Every setting of a model by its path, before and after, said by its row or plainly."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from patronctl.review.comparison.row import Row, change

WHOLE = ("notify", "sites", "patron_types", "fields", "maps", "skip_records", "schedule")
"""Said one entry at a time, by functions of their own."""


def changed(before: BaseModel | None, after: BaseModel | None, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """A sentence and its danger for each setting that differs."""
    by_path = {row.path: row for row in rows}
    old, new = flat(before), flat(after)
    for path in sorted(old.keys() | new.keys(), key=lambda path: list(by_path).index(path) if path in by_path else len(by_path)):
        if old.get(path) != new.get(path):
            row = by_path.get(path) or Row(path, change(path.replace(".", " → ").replace("_", " ")))
            yield row.say(old.get(path), new.get(path)), row.danger(old.get(path), new.get(path))


def flat(model: BaseModel | None) -> dict[str, Any]:
    """Leaves by path. A list is a leaf."""
    return dict(_leaves(model.model_dump(mode="json", exclude=set(WHOLE)), "")) if model else {}


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif value is not None:
        yield path, value
