"""What a target should hold, as data that 10_deliver/desired.sql is rendered from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from patronctl.domain.fields import FIELDS
from patronctl.domain.letters import special
from patronctl.properties.mapping import Columns, piece
from patronctl.properties.model import Piece, Properties
from patronctl.store.connection import Door
from patronctl.targets.base import ATTRIBUTE
from patronctl.targets.koha import ATTRIBUTE_LIMIT, LIMITS, SHIPPED, KohaTarget
from patronctl.update.recipe import language

PERSON = ("surname", "firstname", "date_of_birth")
"""Fields that say whether two patrons can be the same person."""
COLUMNS = tuple(field.name for field in FIELDS if field.kind != "secret")
LANGUAGE = {"trimmed": "", "guarded": "$^"}


@dataclass(frozen=True)
class Projected:
    """One field of the target, and the piece of the properties' language that makes it."""

    name: str
    piece: dict[str, Any]
    limit: int | None = None
    expires: bool = False
    """For an inactive patron: the day before they became inactive, if that is earlier."""
    when_inactive: str | None = None
    """For an inactive patron: this value instead."""


def koha_fields(target: KohaTarget) -> list[Projected]:
    """The shipped table, with what the district adds to it or changes in it."""
    pieces = {field.name: Piece(column=field.column) for field in SHIPPED if field.column}
    pieces["gender"] = Piece(column="gender", map={"U": ""})
    pieces["library_id"] = Piece(column="site", map=codes(target.libraries, target.default_library))
    pieces["category_id"] = Piece(column="patron_type", map=codes(target.categories, target.default_category))
    pieces |= target.fields | {ATTRIBUTE + code: made for code, made in target.attributes.items()}
    return [_projected(target, name, made) for name, made in pieces.items()]


def project(door: Door, target: KohaTarget) -> list[str]:
    """Write `desired`; answers with the names of the delivered fields."""
    fields = koha_fields(target)
    door.run(
        "10_deliver/desired.sql", columns=COLUMNS, fields=fields, key=target.key_field, person=PERSON, **LANGUAGE, **language(special())
    )
    return [field.name for field in fields]


def _projected(target: KohaTarget, name: str, made: Piece) -> Projected:
    columns = Columns(COLUMNS)
    compiled = piece(made, Properties.model_construct(maps={}), columns)
    limit = ATTRIBUTE_LIMIT if name.startswith(ATTRIBUTE) else LIMITS.get(name)
    leaver = target.inactive.category if name == "category_id" else None
    return Projected(name, compiled, limit, expires=name == "expiry_date" and target.inactive.expire, when_inactive=leaver)


def codes(table: Mapping[str, str], default: str | None) -> dict[str, str | Piece]:
    """A map of the properties' language from a table of codes. Codes hold no columns: a brace in one is a brace."""
    escaped: dict[str, str | Piece] = {given: code.replace("{", "{{") for given, code in table.items()}
    return escaped | ({"default": default.replace("{", "{{")} if default else {})
