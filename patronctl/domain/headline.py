"""What happened, in the words of somebody who was there: the first sentences of every form of the Job Summary."""

from collections.abc import Callable, Mapping

from patronctl.domain.run_record import Check, Counters, Outcome, RunRecord
from patronctl.domain.words import check_title, enumeration, people


def headline(record: RunRecord) -> str:
    """One to three sentences, with no name of a patron in them."""
    return TELLERS[record.outcome](record)


def refusals(record: RunRecord) -> list[Check]:
    """The guards and feed gates that stopped the run."""
    return [check for check in record.checks if check.family != "retirement" and not (check.passed or check.allowed or check.warning)]


def closed_gates(record: RunRecord) -> list[Check]:
    """The gates that kept retirement from running."""
    return [check for check in record.checks if check.family == "retirement" and not (check.passed or check.allowed)]


def _done(record: RunRecord) -> str:
    counters = record.counters
    records = people(counters.records_read, "record")
    if record.dry_run:
        return f"Dry run, nothing was changed: {records} read; a real run would do this: {_changes(counters)}. {_retired(record)}"
    return f"{records} {_was(counters.records_read)} read: {_changes(counters)}. {_retired(record)}"


def _changes(counters: Counters) -> str:
    kinds = ("added", "updated", "transferred", "reactivated")
    changed = [f"{getattr(counters, kind):,} {kind}" for kind in kinds if getattr(counters, kind)]
    parts = changed or ["nobody was new or changed"]
    if counters.unchanged:
        parts.append(f"{counters.unchanged:,} unchanged")
    if counters.skipped:
        parts.append(f"{counters.skipped:,} skipped")
    return enumeration(parts)


def _retired(record: RunRecord) -> str:
    counters = record.counters
    were: Callable[[int], str] = (lambda _: "would be") if record.dry_run else _was
    by_feed = f"{people(counters.inactivated_by_feed)} {were(counters.inactivated_by_feed)} inactivated by a status in the file. "
    said = by_feed if counters.inactivated_by_feed else ""
    retired = [f"{people(count)} {were(count)} {kind}" for kind, count in _retirements(counters).items() if count]
    if retired:
        return f"{said}{enumeration(retired)}."
    nobody, by_rule = ("Nobody else", " by a rule") if said else ("Nobody", "")
    if gates := closed_gates(record):
        why = enumeration([f"{check_title(gate).lower()}: {gate.observed}, needed: {gate.limit}" for gate in gates])
        ran = "would not run" if record.dry_run else "did not run"
        return f"{said}{nobody} {were(1)} inactivated or deleted{by_rule}, because retirement {ran} ({why})."
    return f"{said}{nobody} {were(1)} inactivated or deleted{by_rule}."


def _retirements(counters: Counters) -> dict[str, int]:
    return {"inactivated": counters.inactivated - counters.inactivated_by_feed, "deleted": counters.deleted}


def _blocked(record: RunRecord) -> str:
    stopped = refusals(record)
    why = enumeration([f"{check_title(check)}: {check.observed}, limit {check.limit}" for check in stopped])
    begin = "The dry run would be blocked" if record.dry_run else "The run was blocked and nothing was changed"
    return f"{begin}. {why or _reason(record)}."


def _failed(record: RunRecord) -> str:
    return f"The run failed. {_untouched(record)} {_reason(record).rstrip('.')}."


def _reason(record: RunRecord) -> str:
    return record.failure.message if record.failure else "The reason is in the system's log"


def _untouched(record: RunRecord) -> str:
    if record.outcome == "interrupted" and record.finished is None:
        return "The next run finds out whether its changes were loaded."
    return "Its changes had already been loaded." if record.store_changed else "No patron was changed."


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


TELLERS: Mapping[Outcome, Callable[[RunRecord], str]] = {
    "running": lambda _: "This run is under way.",
    "succeeded": _done,
    "unchanged_source": lambda _: "The file is the one of the last run, so there was nothing to do.",
    "blocked": _blocked,
    "failed": _failed,
    "canceled": lambda record: f"The run was canceled. {_untouched(record)}",
    "interrupted": lambda record: f"The run was interrupted: its process is gone. {_untouched(record)}",
}
