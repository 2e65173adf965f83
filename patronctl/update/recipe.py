"""The recipe of a conversion: all that its one statement is rendered from, and a digest that tells whether it is still the same."""

import hashlib
import json
from typing import Any

import duckdb

from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.domain.spreadsheet import GUARDED
from patronctl.properties.mapping import Columns, field, skip_rule
from patronctl.properties.model import Properties
from patronctl.store.sql import text_of
from patronctl.update.stage import password_columns

UNIT, SEPARATOR = "\x1f", "\x1e"
UNREADABLE = "\x1a"
TRIMMED = "\x1ftrimmed"
WHITE_SPACE = " \t\r\n\u00a0"
WORDS = r"[\p{L}\p{N}]+|[^\p{L}\p{N}]+"


def values(
    feed: dict[str, Any], job: Job, district: District, properties: Properties, columns: Columns, password_key: str
) -> dict[str, Any]:
    """Everything that 3_convert/record.sql is rendered from."""
    mappings = [field(name, mapping, properties, columns) for name, mapping in properties.fields.items()]
    mapped = set(properties.fields)
    derives_persona = "patron_type" in mapped and "persona" not in mapped
    outputs = [m["name"] for m in mappings if m["kind"] != "secret"]
    return {
        "into": "converted_record",
        "feed": {**feed, "secret": password_columns(properties, columns), "key": password_key},
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
        "unreadable": UNREADABLE,
        "trimmed": TRIMMED,
        "white_space": WHITE_SPACE,
        "no_break_space": "\u00a0",
        "words": WORDS,
        "guarded": GUARDED,
    }


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
    """
    # A feed that had to be settled is read without its header; what is read in it is the same.
    anywhere = {**given, "feed": {**given["feed"], "path": "", "buffer_bytes": 0, "header": False, "skip_rows": 0}}
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
