"""What may stand at a place: the models' annotations, walked along a location."""

import types
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def allowed_at(model: type[BaseModel], loc: Sequence[str | int]) -> list[Any]:
    """The types that may stand at a location; union members named in it choose among them."""
    here: list[Any] = [model]
    for step in loc:
        inner = [kind for candidate in here for kind in _step(candidate, step)]
        here = inner or [kind for kind in here if getattr(kind, "__name__", None) == step] or here
    return here


def keys_of(kinds: Sequence[Any]) -> list[str]:
    """The keys that the models among the types know, each once."""
    return list(dict.fromkeys(info.alias or name for kind in kinds if _is_model(kind) for name, info in kind.model_fields.items()))


def words_of(kinds: Sequence[Any]) -> list[str]:
    """The words that the literals among the types allow."""
    return [word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)]


def short_forms_of(kinds: Sequence[Any]) -> list[str]:
    """What may stand in place of a section, in words, where a model among the types says so."""
    return list(dict.fromkeys(kind.short_form for kind in kinds if _is_model(kind) and hasattr(kind, "short_form")))


def patterns_of(annotation: Any) -> list[str]:
    """The patterns that texts of an annotation must match."""
    inner = [pattern for argument in get_args(annotation) for pattern in patterns_of(argument)]
    notes = [*getattr(annotation, "__metadata__", ()), *(rule for note in getattr(annotation, "__metadata__", ()) for rule in _rules(note))]
    return inner + [note.pattern for note in notes if getattr(note, "pattern", None)]


def _rules(note: Any) -> list[Any]:
    return list(note.metadata) if isinstance(note, FieldInfo) else []


def field_at(model: type[BaseModel], place: Sequence[str | int]) -> tuple[type[BaseModel], str] | None:
    """The model and the name of its field that a place ends in."""
    for kind in allowed_at(model, place[:-1]) if place else ():
        if _is_model(kind):
            for name, info in kind.model_fields.items():
                if place[-1] in (name, info.alias):
                    return kind, name
    return None


def meaning_at(model: type[BaseModel], place: Sequence[str | int]) -> str:
    """The first line of what the field at a place means; "" where nobody says."""
    from patronctl.documents.docstrings import meanings

    field = field_at(model, place)
    return meanings(field[0]).get(field[1], "").split("\n")[0] if field else ""


def annotation_at(model: type[BaseModel], place: Sequence[str | int]) -> Any:
    """The annotation of the field at a place."""
    field = field_at(model, place)
    return field[0].model_fields[field[1]].annotation if field else None


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _step(kind: Any, step: str | int) -> list[Any]:
    if _is_model(kind):
        return [one for name, info in kind.model_fields.items() if step in (name, info.alias) for one in members(info.annotation)]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is dict:
        return members(arguments[1])
    if origin is list and isinstance(step, int):
        return members(arguments[0])
    return []


def members(annotation: Any) -> list[Any]:
    """The members of a union, without what is wrapped around them."""
    if get_origin(annotation) is Annotated:
        return members(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return [kind for member in get_args(annotation) for kind in members(member)]
    return [] if annotation is type(None) else [annotation]
