"""Convert: the feed is read once and becomes `record`, the patron fields as the properties say (specification, part 3)."""

from pathlib import Path
from typing import Any

from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.config.properties import Properties
from patronctl.config.workspace import LoadedJob
from patronctl.domain.messages import MESSAGES
from patronctl.sources import lines
from patronctl.steps.mapping import Columns, field, skip_rule
from patronctl.steps.stage import Staged
from patronctl.store.door import Door, NoSuchCsvError

UNIT, SEPARATOR = "\x1f", "\x1e"
UNREADABLE = "\x1a"
TRIMMED = "\x1ftrimmed"
WHITE_SPACE = " \t\r\n\u00a0"
# What 9_report/csv_safe.sql puts an apostrophe before.
GUARDED = r"^'\s*[=+\-@＝＋－＠\t\r\n]"
WORDS = r"[\p{L}\p{N}]+|[^\p{L}\p{N}]+"


def convert(door: Door, loaded: LoadedJob, staged: Staged, password_key: str) -> tuple[frozenset[str], int]:
    """Make `record` and `unreadable`; answer with the fields that records may have, and the number of records."""
    given = values(staged.feed, loaded.job, loaded.district, loaded.properties, staged.columns, password_key)
    known = {"sites": door.row("1_stage/sites.sql"), **door.row("1_stage/personas.sql")}
    rows = _read(door, Path(staged.feed["path"]), {**given, **known})
    _unreadable(door, Path(staged.feed["path"]))
    mapped = frozenset(loaded.properties.fields) | {name for name in given["outputs"] if name != "password_fingerprint"}
    return mapped, rows


def _read(door: Door, feed: Path, given: dict[str, Any]) -> int:
    """Read and convert. A feed whose lines end now one way and now the other is read again with one kind of line end."""
    try:
        return door.run("2_convert/record.sql", **given)
    except NoSuchCsvError:
        if not lines.unify(feed):
            raise
    door.run("1_stage/forget_rejects.sql")
    return door.run("2_convert/record.sql", **given)


def _unreadable(door: Door, feed: Path) -> None:
    door.run("1_stage/unreadable.sql", line_ends="\r\n")
    places = [row["byte_position"] for row in door.rows("1_stage/unreadable_places.sql")]
    if places:
        door.run("1_stage/unreadable_lines.sql", places=places, lines=lines.numbers(feed, places))


def codes(door: Door, district: District) -> None:
    """Make the code tables: sites with their aliases and defaults, patron types, message codes."""
    door.run(
        "1_stage/codes.sql",
        patron_types=[{"name": name, "persona": persona} for name, persona in district.patron_types.items()],
        sites=[_site(site, code) for site in district.sites for code in (site.short_name, *site.aliases)],
        message_codes=[{"code": message.code, "severity": message.severity, "outcome": message.outcome} for message in MESSAGES.values()],
    )


def _site(site: Any, code: str) -> dict[str, str | None]:
    return {
        "code": code,
        "site": site.short_name,
        "default_patron_type": site.default_patron_type,
        "default_access_level": site.default_access_level,
        "default_resource_group": site.default_resource_group,
    }


def values(
    feed: dict[str, Any], job: Job, district: District, properties: Properties, columns: Columns, password_key: str
) -> dict[str, Any]:
    """Everything that 2_convert/record.sql is rendered from."""
    mappings = [field(name, mapping, properties, columns) for name, mapping in properties.fields.items()]
    mapped = set(properties.fields)
    derives_persona = "patron_type" in mapped and "persona" not in mapped
    outputs = [m["name"] for m in mappings if m["kind"] != "secret"]
    return {
        "feed": {**feed, "trimmed": columns.names},
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
