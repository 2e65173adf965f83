"""From the properties and the feed's header to the data that the conversion's SQL is rendered from."""

import re
from dataclasses import dataclass
from typing import Any

from patronctl.domain.fields import ACTION, BY_NAME, PatronField
from patronctl.properties.model import Column, FieldMapping, Piece, Properties, SkipRule
from patronctl.properties.re2 import groups
from patronctl.properties.template import Part, parse
from patronctl.store.expression import checked

# Whom these are filled in for: a new patron. An update keeps what is stored.
DEFAULTS_OF_NEW = ("last_name", "barcode")
PLAIN = "plain"
"""How the columns of an identifier are trimmed: see sql/1_stage/plain.sql."""
TEXT = PatronField("", "", None)


@dataclass(frozen=True)
class Columns:
    """The feed's columns in the order of the file."""

    names: tuple[str, ...]

    def name(self, column: Column) -> str:
        """A column's name; a number is a 1-based position."""
        return self.names[column - 1] if isinstance(column, int) else column

    def in_template(self, column: str) -> str:
        """A column's name; digits are a position where no header is called so."""
        return self.names[int(column) - 1] if column.isdigit() and column not in self.names else column


def field(name: str, mapping: FieldMapping, properties: Properties, columns: Columns) -> dict[str, Any]:
    """One mapped field, as 3_convert/expression.sql and check.sql want it."""
    about = BY_NAME.get(name, ACTION)
    made = piece(mapping, properties, columns, about)
    of_new = name in DEFAULTS_OF_NEW
    return {
        **made,
        "name": name,
        "kind": about.kind,
        "limit": about.limit,
        "words": about.words,
        "plausible": about.plausible,
        "is_identifier": about.is_identifier,
        "needs_cleaning": about.kind != "secret" and not (made["trim"] == PLAIN and made["origin"] == "column" and not _does_more(mapping)),
        "invalid_code": about.invalid,
        "map_blank": made["map_blank"] and mapping.when_blank is None,
        "marks_unreadable": about.kind == "date" and bool(mapping.date) and not (mapping.map or mapping.pad_left or mapping.case),
        "when_blank": mapping.when_blank,
        "default": None if of_new else mapping.default,
        "default_of_new": mapping.default if of_new else None,
    }


def _does_more(mapping: FieldMapping) -> bool:
    return bool(mapping.if_empty or mapping.regex or mapping.date or mapping.map is not None or mapping.pad_left or mapping.case)


def piece(mapping: Piece, properties: Properties, columns: Columns, about: PatronField = TEXT) -> dict[str, Any]:
    """A piece and the pieces within it, each with its own order of steps, for the field that they are about.

    `deep` says that its value is made of other pieces, `changes` that something is done to the value once it is there.
    """
    alternatives = [_alternative(given, properties, columns, about) for given in _many(mapping.if_empty)]
    return {
        **_origin(mapping, properties, columns, about),
        "kind": None,
        "trim": _trim(mapping, about),
        "if_empty": alternatives,
        **_regex(mapping),
        "date": [date_format(given) for given in _many(mapping.date)],
        "is_past": bool(about.plausible and about.plausible.is_past),
        **_map(mapping, properties, columns, about),
        "pad_left": mapping.pad_left,
        "pad_with": mapping.pad_with or " ",
        "case": mapping.case,
        "deep": bool(mapping.parts or mapping.choose) or any(other["deep"] for other in alternatives),
        "changes": any((mapping.regex, mapping.date, mapping.map is not None, mapping.pad_left, mapping.case)),
    }


def _alternative(given: Column | Piece, properties: Properties, columns: Columns, about: PatronField) -> dict[str, Any]:
    return piece(given if isinstance(given, Piece) else Piece(column=given), properties, columns, about)


def _trim(mapping: Piece, about: PatronField) -> bool | str:
    """How a column is taken. A username is often made of names, and an apostrophe before a name belongs to it."""
    whole = mapping.column is not None or about.kind != "text"
    return PLAIN if mapping.trim and about.is_identifier and whole else mapping.trim


def date_format(given: str) -> dict[str, Any]:
    """A format, the same one for a year of two digits, and the length below which a value is tried with that first; 0 is always."""
    two_digits = re.sub("%-?[Yy]", "%y", given)
    width = 0
    if re.fullmatch(r"(%-?[dmY]|[^%])+", given):
        width = sum({"Y": 4}.get(one, 2) for one in re.findall("%-?([dmY])", given)) + len(re.sub("%-?.", "", given))
    return {"format": given, "two_digits": two_digits if re.search("%-?[Yy]", given) else None, "shorter_than": width}


def skip_rule(rule: SkipRule, columns: Columns) -> list[dict[str, Any]]:
    """The conditions of one rule of skip_records; all of them have to hold. To look for a beginning needs no regular expression."""
    plain = re.fullmatch(r"\^([\w -]+)", rule.matches or "")
    given = {
        "prefix": plain and plain[1],
        "matches": None if plain else rule.matches,
        "equals": rule.equals,
        "in": rule.in_,
        "is_blank": rule.is_blank,
    }
    name = columns.name(rule.column)
    return [{"kind": kind, "value": value, "column": name} for kind, value in given.items() if value is not None]


def _regex(mapping: Piece) -> dict[str, Any]:
    pattern = mapping.regex
    if pattern is None:
        return {"regex": None, "regex_parts": ()}
    if mapping.replace is not None:
        return {"regex": pattern, "regex_parts": parse(mapping.replace)}
    # A group around the whole pattern is the whole match, and RE2 finds that five times faster.
    outer = re.fullmatch(r"(\^?)\((?!\?)(.*)\)(\$?)", pattern, re.DOTALL)
    if outer and groups(outer[2]) == 0:
        return {"regex": f"{outer[1]}(?:{outer[2]}){outer[3]}", "regex_parts": (), "regex_group": 0}
    return {"regex": pattern, "regex_parts": (), "regex_group": min(1, groups(pattern) or 0)}


def _many(given: Any) -> list[Any]:
    return [] if given is None else given if isinstance(given, list) else [given]


def _origin(mapping: Piece, properties: Properties, columns: Columns, about: PatronField) -> dict[str, Any]:
    if mapping.column is not None:
        return {"origin": "column", "column": columns.name(mapping.column)}
    if mapping.value is not None:
        return {"origin": "value", "value": mapping.value}
    if mapping.template is not None:
        return {"origin": "template", "template": _parts(mapping.template, columns)}
    if mapping.parts is not None:
        return {"origin": "parts", "parts": [piece(part, properties, columns, about) for part in mapping.parts]}
    if mapping.choose is not None:
        return {
            "origin": "choose",
            **{name: piece(getattr(mapping.choose, name), properties, columns, about) for name in ("if_blank", "take", "otherwise")},
        }
    return {"origin": "sql", "sql": checked(mapping.sql or "", columns.names)}


def _parts(template: str, columns: Columns) -> tuple[Part, ...]:
    return tuple(part._replace(column=columns.in_template(part.column)) if part.column else part for part in parse(template))


def _map(mapping: Piece, properties: Properties, columns: Columns, about: PatronField) -> dict[str, Any]:
    if mapping.map is None:
        return {"map": None, "map_default": None, "map_blank": False}
    table = properties.maps[mapping.map] if isinstance(mapping.map, str) else mapping.map
    rows = [
        {"given": given, "replacement": _replacement(made, properties, columns, about)}
        for given, made in table.items()
        if given != "default"
    ]
    default = _replacement(table["default"], properties, columns, about) if "default" in table else None
    return {"map": rows, "map_default": default, "map_blank": default is not None and "" not in table}


def _replacement(made: str | Piece, properties: Properties, columns: Columns, about: PatronField) -> dict[str, Any]:
    given = made if isinstance(made, Piece) else Piece(template=made) if made else Piece(value="")
    return piece(given, properties, columns, about)
