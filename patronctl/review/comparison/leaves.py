"""The settings of a model by their paths: those that it may have, and those that one has."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from patronctl.documents.shape import members
from patronctl.properties.model import Choice, Piece
from patronctl.review.comparison.row import Row
from patronctl.secrets import SecretReference

WHOLE = (SecretReference, Piece, Choice)
"""Models that are one value: where a secret is, and what a piece of a mapping says."""


def leaves(model: type[BaseModel]) -> set[str]:
    """Every path that a model may have: "schedule.time", "sites[].title", "fields{}.column"."""
    return set(_of_model(model, ""))


def flat(model: BaseModel | None) -> dict[str, Any]:
    """The values of a model by path, without what is not there. Lists of sections and tables have functions of their own."""
    return dict(_values(model, "")) if model else {}


def usual(model: BaseModel) -> dict[str, Any]:
    """The default of every setting in a model's sections. Something new is compared with these."""
    return dict(_defaults(model, ""))


def without(values: Mapping[str, Any], section: str) -> dict[str, Any]:
    """The values but those of a section."""
    return {path: value for path, value in values.items() if not path.startswith((f"{section}.", f"{section}["))}


def sentences(
    rows: Mapping[str, Row], before: Mapping[str, Any], after: Mapping[str, Any], *, new: bool = False
) -> Iterator[tuple[str, str]]:
    """A sentence and its danger for each setting that differs, in the order of the rows."""
    for path, row in rows.items():
        old, now = before.get(path), after.get(path)
        if old != now and (text := row.sentence(old, now, new=new)):
            yield text, row.danger(old, now)


def _of_model(model: type[BaseModel], at: str) -> Iterator[str]:
    for name, info in model.model_fields.items():
        for kind in members(info.annotation):
            yield from _of_kind(kind, f"{at}{info.alias or name}")


def _of_kind(kind: Any, path: str) -> Iterator[str]:
    inner = get_args(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in WHOLE:
        yield from _of_model(kind, f"{path}.")
    elif get_origin(kind) is list and any(_is_section(member) for member in members(inner[0])):
        yield from _of_each(inner[0], f"{path}[]")
    elif get_origin(kind) is dict:
        yield from _of_each(inner[1], f"{path}{{}}")
    else:
        yield path


def _of_each(annotation: Any, path: str) -> Iterator[str]:
    sections = [kind for kind in members(annotation) if _is_section(kind)]
    for kind in sections:
        yield from _of_model(kind, f"{path}.")
    if not sections:
        yield path


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in WHOLE


def _defaults(model: BaseModel, at: str) -> Iterator[tuple[str, Any]]:
    for name, info in type(model).model_fields.items():
        value, path = getattr(model, name), f"{at}{info.alias or name}"
        if isinstance(value, BaseModel) and not isinstance(value, WHOLE):
            yield from _defaults(value, f"{path}.")
        elif not info.is_required() and info.default is not None and not isinstance(info.default, dict | BaseModel):
            yield path, info.default


def _values(model: BaseModel, at: str) -> Iterator[tuple[str, Any]]:
    for name, info in type(model).model_fields.items():
        value, path = getattr(model, name), f"{at}{info.alias or name}"
        if isinstance(value, BaseModel) and not isinstance(value, WHOLE):
            yield from _values(value, f"{path}.")
        elif (
            value is not None
            and not isinstance(value, dict)
            and not (isinstance(value, list) and value and isinstance(value[0], BaseModel))
        ):
            yield path, value
