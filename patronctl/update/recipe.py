"""The recipe of a conversion: all that its one statement is rendered from, and a digest that tells whether it is still the same."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb

from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.domain import identifiers
from patronctl.domain.letters import special
from patronctl.domain.spreadsheet import GUARDED
from patronctl.properties.mapping import PLAIN, Columns, field, skip_rule
from patronctl.properties.model import Properties
from patronctl.properties.pieces import walk
from patronctl.store.sql import text_of
from patronctl.update.stage import password_columns

UNIT, SEPARATOR = "\x1f", "\x1e"
UNREADABLE = "\x1a"
TRIMMED = "\x1ftrimmed"
AS_IDENTIFIER = "\x1fas identifier"
OFTEN_AT_THE_END = " \t\r\n\u00a0\ufeff\u200b"


def values(
    feed: dict[str, Any], job: Job, district: District, properties: Properties, columns: Columns, password_key: str, today: date
) -> dict[str, Any]:
    """Everything that 3_convert/record.sql is rendered from. `today` is the district's date: what is to come can't be a birth date."""
    mappings = [_with_ends(field(name, mapping, properties, columns), today) for name, mapping in properties.fields.items()]
    mapped = set(properties.fields)
    derives_persona = "patron_type" in mapped and "persona" not in mapped
    outputs = [m["name"] for m in mappings if m["kind"] != "secret"]
    return {
        "into": "converted_record",
        "feed": {
            **feed,
            "of_identifiers": dict(reversed([(column, m["name"]) for m in mappings for column in _taken_plain(m)])),
            "secret": password_columns(properties, columns),
            "key": password_key,
        },
        "mappings": mappings,
        "by_name": {m["name"]: m for m in mappings},
        "outputs": outputs + ["persona"] * derives_persona + ["password_fingerprint"] * ("password" in mapped),
        "skip_rules": [skip_rule(rule, columns) for rule in properties.skip_records],
        "settings": {
            "match_on": properties.match_on,
            "require_district_id": district.require_district_id,
            "access_levels": district.access_levels,
            "maps_patron_type": "patron_type" in mapped,
            "derives_persona": derives_persona,
            "unknown_patron_type": job.options.unknown_patron_type,
            "unknown_patron_type_code": {
                "create": "patron_type_created",
                "default": "patron_type_defaulted",
                "skip": "patron_type_unknown",
            }[job.options.unknown_patron_type],
            "invalid_status": job.options.invalid_status,
            "password_key": password_key,
            "required_to_add": _required_to_add(district, properties),
            "unmapped_messages": _unmapped(district, properties, mapped),
        },
        "unit": UNIT,
        "separator": SEPARATOR,
        "trimmed": TRIMMED,
        "as_identifier": AS_IDENTIFIER,
        **language(special() if any(piece.case for _, piece in walk(properties)) else {}),
        "today": today.isoformat(),
        "this_year": today.year,
        "site_default": fills_in_the_site(properties),
        "guarded": GUARDED,
    }


def language(letters: dict[str, object]) -> dict[str, object]:
    """What 3_convert/expression.sql asks for whatever it renders. `letters` only where a case is changed: to make them takes a moment."""
    return {
        "unreadable": UNREADABLE,
        "white_space": identifiers.WHITE_SPACE,
        "often_at_the_end": OFTEN_AT_THE_END,
        "last_of_ascii": "\x7f",
        "plain": identifiers.PLAIN,
        "letters": letters,
    }


def _with_ends(mapping: dict[str, Any], today: date) -> dict[str, Any]:
    """What a value must be between, as text; no last where that is today."""
    plausible = mapping["plausible"]
    first, last = plausible.ends(today) if plausible else (None, None)
    return {**mapping, "first": first, "last": None if plausible and plausible.is_past else last}


def _taken_plain(made: Any) -> Iterator[str]:
    """The columns of a mapping, and of the pieces within it, that are taken as identifiers."""
    if isinstance(made, list | tuple):
        for one in made:
            yield from _taken_plain(one)
    elif isinstance(made, dict):
        if made.get("trim") == PLAIN and made["origin"] == "column":
            yield made["column"]
        if made.get("trim") == PLAIN and made["origin"] == "template":
            yield from (part.column for part in made["template"] if part.column)
        yield from _taken_plain([value for value in made.values() if isinstance(value, list | dict)])


def fills_in_the_site(properties: Properties) -> bool:
    """Whether a blank site is filled in, where it isn't a part of the key: for a new patron, not for a stored one."""
    site = properties.fields.get("site")
    return properties.match_on == "district_id" and site is not None and site.default is not None


def _required_to_add(district: District, properties: Properties) -> list[str]:
    if properties.match_on == "district_id":
        return ["last_name", "barcode"]
    return ["last_name", "district_id"] if district.require_district_id else ["last_name"]


def _unmapped(district: District, properties: Properties, mapped: set[str]) -> list[dict[str, str]]:
    """What a field that isn't mapped says: of a new patron, and of a matched one without the district ID that the district wants."""
    says = [("last_name", "add", "last_name_missing"), ("access_level", "add", "access_level_missing")]
    if properties.match_on == "district_id":
        says.append(("barcode", "add", "barcode_missing"))
    elif district.require_district_id:
        says += [("district_id", "add", "district_id_missing"), ("district_id", "update", "district_id_missing_advice")]
    return [{"name": name, "when": when, "code": code} for name, when, code in says if name not in mapped]


def digest(given: dict[str, Any], district: District) -> str:
    """Everything that a record depends on but the feed itself.

    Patron types that feeds brought are no part of it: of their records something was said, so none of them is recognized.
    Nor is the day: what was past on one day is past on every later one.
    """
    # A feed that had to be settled is read without its header; what is read in it is the same.
    anywhere = {**given, "today": "", "feed": {**given["feed"], "path": "", "buffer_bytes": 0, "header": False, "skip_rows": 0}}
    made_of = [duckdb.__version__, text_of("3_convert/record.sql"), anywhere, site_codes(district), district.patron_types]
    return hashlib.sha256(json.dumps(made_of, default=_as_json).encode()).hexdigest()


def _as_json(value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return sorted(value)
    return repr(value)


def site_codes(district: District) -> list[dict[str, str | None]]:
    """Every short name and alias of the district, with what it stands for."""
    return [_site(site, code) for site in district.sites for code in (site.short_name, *site.aliases)]


def _site(site: Any, code: str) -> dict[str, str | None]:
    return {
        "code": code,
        "site": site.short_name,
        "default_patron_type": site.default_patron_type,
        "default_access_level": site.default_access_level,
        "default_resource_group": site.default_resource_group,
    }
