"""Retire: planned with the plan, guarded before the load, applied in its transaction (docs/rules.md, part 7)."""

from patronctl.domain.conditions import Reading
from patronctl.domain.fields import BY_NAME
from patronctl.domain.run_record import RunRecord
from patronctl.places import private_folder
from patronctl.store.connection import Door
from patronctl.update.context import Context
from patronctl.update.plan import changeable, retired
from patronctl.update.retirement import circulation
from patronctl.update.retirement.apply import apply as retire
from patronctl.update.retirement.circulation import Staged
from patronctl.update.retirement.guard import guard as hold
from patronctl.update.retirement.plan import plan as judge


def stage(door: Door, context: Context, record: RunRecord) -> Staged:
    """Stage the circulation file, where this update asks about it."""
    loaded = context.loaded
    asks = "action" in loaded.properties.fields
    if not circulation.wanted(loaded.job, asks_to_delete=asks, update=context.update):
        return Staged()
    staged = circulation.stage(door, loaded.district, loaded.folder, private_folder(context.folder / "scratch"), context.as_of)
    record.circulation = staged.facts
    return staged


def plan(door: Door, context: Context, record: RunRecord, staged: Staged) -> None:
    """Make `retirement`, and add its gates and counts to the record."""
    loaded = context.loaded
    reading = _reading(context, record)
    planned = judge(door, loaded.job, loaded.district, reading, context.as_of, staged, loaded.folder, judge_all=context.judges_everybody)
    record.checks += planned.checks
    record.notes += planned.notes
    _count(door, record)
    _say(record, "delete_kept_transactions", door.run("6_retire/message_kept.sql"))
    if planned.ran:
        _say(record, "graduation_year_past", door.run("6_retire/message_in_feed.sql"))


def guard(door: Door, context: Context, record: RunRecord) -> list[str]:
    """Add the guards to the record; answer with the names of those that block the run."""
    loaded = context.loaded
    # A persona may follow from the patron type.
    fields = [BY_NAME[name] for name in changeable(frozenset({*loaded.properties.fields, "persona"}))]
    guarded = hold(door, loaded.job, _reading(context, record), fields, context.allow)
    record.checks += guarded.checks
    record.changed_fields = guarded.changed_fields
    if guarded.retirement_dropped:
        record.notes.append("a guard stopped the retirement; the rest was loaded")
        _count(door, record)
    return guarded.broken


def apply(door: Door, context: Context, record: RunRecord) -> int:
    """Retire, inside the caller's transaction; answer with the number of patrons."""
    retire(door, context.loaded.district, context.run_id, context.as_of)
    return record.counters.inactivated - record.counters.inactivated_by_feed + record.counters.deleted


def _say(record: RunRecord, code: str, times: int) -> None:
    if times:
        record.messages = record.messages | {code: times}
        record.counters = record.counters.model_copy(update={"warnings": record.counters.warnings + times})


def _reading(context: Context, record: RunRecord) -> Reading:
    return Reading(context.update, record.counters.records_read, record.counters.skipped)


def _count(door: Door, record: RunRecord) -> None:
    by_rule = retired(door)
    by_feed = {row["site"]: row["patrons"] for row in door.rows("5_plan/inactivated_by_feed.sql")}
    all_by_feed = sum(by_feed.values())
    both = {"inactivated": by_rule["inactivated"] + all_by_feed, "inactivated_by_feed": all_by_feed}
    record.counters = record.counters.model_copy(update=by_rule | both)
    for counts in record.by_site.values():
        counts.pop("inactivated", None)
        counts.pop("deleted", None)
    for site, patrons in by_feed.items():
        record.by_site.setdefault(site, {})["inactivated"] = patrons
    for row in door.rows("6_retire/retirement_by_site.sql"):
        counts = record.by_site.setdefault(row["site"], {})
        counts[row["action"]] = counts.get(row["action"], 0) + row["patrons"]
