"""Plan: who would change, how and why (docs/rules.md, parts 4 to 6). The plan is data, made once; what follows only reads it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from patronctl.domain.fields import FIELDS
from patronctl.domain.run_record import Counters
from patronctl.store.connection import Door
from patronctl.store.schema import BY_RETIREMENT, STORED
from patronctl.update.allowed import OTHER_PERSON
from patronctl.update.context import Context
from patronctl.update.recipe import SEPARATOR, UNIT, fills_in_the_site
from patronctl.update.stage import Staged, may_keep_raw_text

# What a new patron gets where the properties don't say, from the site's row in `site_code`.
DEFAULTS = {
    "patron_type": "default_patron_type",
    "access_level": "default_access_level",
    "resource_group": "default_resource_group",
    "persona": "default_persona",
    "gender": "",
}


@dataclass(frozen=True)
class Plan:
    """The plan's counts. Its substance is the tables `change`, `message` and `retirement`."""

    counters: Counters
    by_site: dict[str, dict[str, int]]
    messages: dict[str, int]
    patron_types: tuple[str, ...]


def plan(door: Door, context: Context, mapped: frozenset[str]) -> None:
    """Make `target`, `claim`, `conflict`, `refused`, `change` and `outcome`."""
    properties = context.loaded.properties
    door.run("5_plan/other_person.sql", mapped=mapped, job=context.loaded.job.name, allowed=OTHER_PERSON in context.allow)
    barcode = properties.fields.get("barcode")
    assigns_to_new = barcode is not None and barcode.default is not None
    if "barcode" in mapped and door.row("5_plan/wants_barcode.sql", assigns_to_new=assigns_to_new)["records"]:
        door.run("5_plan/autoassign.sql", assigns_to_new=assigns_to_new)
    last_name = properties.fields.get("last_name")
    persona = properties.fields.get("persona")
    door.run(
        "5_plan/target.sql",
        fields=STORED,
        mapped=mapped,
        defaults=DEFAULTS,
        job=context.loaded.job.name,
        by_retirement=BY_RETIREMENT,
        last_name_of_new=last_name.default if last_name else None,
        site_default=fills_in_the_site(properties),
        persona_given=persona is not None,
        persona_kept_when_blank=persona is not None and persona.when_blank == "keep",
    )
    gives_district_ids = properties.match_on == "barcode_and_site" and "district_id" in mapped
    door.run("5_plan/claim.sql", gives_district_ids=gives_district_ids, unit=UNIT)
    if gives_district_ids:
        door.run("5_plan/conflict.sql", kind="district_id", refuses="record", unit=UNIT)
    door.run("5_plan/report_other_person.sql")
    door.run("5_plan/conflict.sql", kind="barcode", refuses="record", unit=UNIT)
    door.run("5_plan/conflict.sql", kind="username", refuses="username", unit=UNIT)
    door.run("5_plan/forget_claims.sql")
    if "password" in mapped:
        door.run("5_plan/password.sql")
    door.run("5_plan/change.sql", fields=changeable(mapped))
    door.run("5_plan/outcome.sql")


def changeable(mapped: frozenset[str]) -> list[str]:
    """The fields that a record can change: those that the properties map, and the ones that follow from a match."""
    follows = {"site", "status", "username"}
    return [field.name for field in FIELDS if field.kind != "secret" and (field.name in mapped or field.name in follows)]


def messages(door: Door, context: Context, staged: Staged) -> None:
    """Make `message`, and `line_of` so that each can say where it stands in the file."""
    keeps_lines = may_keep_raw_text(context.loaded.properties, staged.columns)
    door.run("5_plan/message.sql", incremental=context.incremental, unit=UNIT, separator=SEPARATOR, keeps_lines=keeps_lines)
    if staged.settled:
        door.run("5_plan/line_listed.sql", path=str(staged.settled.lines))
    else:
        door.run("5_plan/line.sql", first_line=staged.first_line)


def count(door: Door) -> Plan:
    """Count the plan: every record read once (docs/rules.md, part 8)."""
    by_site: dict[str, dict[str, int]] = {}
    for row in door.rows("5_plan/counters.sql"):
        by_site.setdefault(row["site"], {})[row["action"]] = row["records"]
    actions: Counter[str] = Counter()
    for counts in by_site.values():
        actions.update(counts)
    said = door.rows("5_plan/message_counts.sql")
    types = tuple(row["name"] for row in door.rows("5_plan/new_patron_types.sql"))
    counters = Counters.model_validate(actions).model_copy(
        update={
            "records_read": sum(actions.values()),
            "warnings": sum(row["messages"] for row in said if row["severity"] == "W"),
            "patron_types_created": len(types),
            "left_out": door.row("5_plan/left_out.sql")["records"],
        }
    )
    return Plan(counters, by_site, {row["code"]: row["messages"] for row in said}, types)


def digest(door: Door) -> str:
    """One number for the plan, the same whatever the order of the feed's lines."""
    return str(door.row("5_plan/digest.sql")["digest"])


def retired(door: Door) -> dict[str, Any]:
    """Counters of the retirement: inactivated, deleted, deleted by rule, kept and why."""
    rows = door.rows("6_retire/retirement_counts.sql")
    by = {action: {row["rule"]: row["patrons"] for row in rows if row["action"] == action} for action in ("inactivated", "deleted")}
    kept = {row["why_kept"]: row["patrons"] for row in rows if row["action"] == "kept"}
    return {
        "inactivated": sum(by["inactivated"].values()),
        "deleted": sum(by["deleted"].values()),
        "deleted_by_rule": by["deleted"],
        "kept_because_of_transactions": kept.get("transactions", 0),
        "kept_because_circulation_unknown": kept.get("unknown", 0),
    }
