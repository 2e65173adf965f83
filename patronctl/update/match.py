"""Match: every record finds its stored patron by the match key; records that share a key are told apart (docs/rules.md, part 4)."""

from typing import Any

from patronctl.domain.fields import PERSON
from patronctl.store.connection import Door
from patronctl.store.schema import BY_RETIREMENT, STORED
from patronctl.update.context import Context
from patronctl.update.convert import Converted
from patronctl.update.recipe import SEPARATOR, UNIT, fills_in_the_site
from patronctl.update.retirement.rules import OF_INACTIVE


def match(door: Door, context: Context, state: dict[str, Any], converted: Converted) -> int:
    """Make `matched`, `glimpsed`, `duplicate`, `pending` and `asked_to_delete`; answer with the number of records read."""
    loaded = context.loaded
    matched = door.run(
        "4_match/converted_match.sql",
        match_on=loaded.properties.match_on,
        job=loaded.job.name,
        incremental=context.incremental,
        maps_status="status" in loaded.properties.fields,
        rules_of_inactive=[rule.name for rule in OF_INACTIVE],
        unit=UNIT,
        site_default=fills_in_the_site(loaded.properties),
        maps_action="action" in loaded.properties.fields,
        by_retirement=BY_RETIREMENT,
        trusts_hashes=state["hashed_by"] == converted.hashed_by,
        said_of_update=f"(^|{SEPARATOR})(update)?{UNIT}",
    )
    door.run("4_match/glimpsed.sql", match_on=loaded.properties.match_on, unit=UNIT)
    door.run("4_match/matched.sql")
    mapped = [field for field in STORED if field.name in loaded.properties.fields]
    door.run(
        "4_match/duplicate.sql",
        keeps=loaded.job.options.duplicate_records,
        person=[field for field in mapped if field.name in PERSON],
        others=[field for field in mapped if field.name not in PERSON],
    )
    door.run("4_match/pending.sql", first_new_id=door.row("4_match/first_new_id.sql")["first"])
    return matched + converted.recognized
