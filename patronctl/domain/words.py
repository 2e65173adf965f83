"""The plain words for our stable names: counters, actions, gates, guards, rules, outcomes. One place, for every form of the summary."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patronctl.domain.run_record import Check, Counters, RunRecord

COUNTERS: dict[str, str] = {
    "records_read": "Records read",
    "added": "Added",
    "updated": "Updated",
    "unchanged": "Unchanged",
    "transferred": "Transferred",
    "reactivated": "Reactivated",
    "skipped": "Skipped",
    "warnings": "Warnings",
    "inactivated": "Inactivated",
    "inactivated_by_feed": "Inactivated by a status in the file",
    "deleted": "Deleted",
    "kept_because_of_transactions": "Kept because of checkouts or fines",
    "kept_because_circulation_unknown": "Kept because circulation is unknown",
    "patron_types_created": "Patron types created",
    "left_out": "Left out by skip_records",
}

# Counters that are worth a line only when they count something.
MINOR = ("inactivated_by_feed", "kept_because_of_transactions", "kept_because_circulation_unknown", "patron_types_created", "left_out")

OUTCOMES: dict[str, str] = {
    "running": "Running",
    "succeeded": "Succeeded",
    "unchanged_source": "Nothing new",
    "blocked": "Blocked",
    "failed": "Failed",
    "canceled": "Canceled",
    "interrupted": "Interrupted",
}

RULES: dict[str, str] = {
    "asked_by_feed": "the feed asks for it",
    "unseen": "not seen by an update for so many days",
    "graduated": "graduated senior without transactions",
    "inactive": "inactive for so many days",
    "with_transactions": "inactive, with outstanding transactions",
}

CHECKS: dict[str, str] = {
    "full_update": "Full update",
    "nothing_failed": "Nothing failed",
    "records_skipped": "Records skipped",
    "records_read": "Records read",
    "min_records": "Fewest records",
    "max_shrink": "Fewer records than last time",
    "max_skipped": "Skipped records",
    "max_other_person": "Keys of somebody else",
    "max_changed": "Changed",
    "max_logins_lost": "Logins lost",
    "max_logins_lost_per_site": "Logins lost",
    "max_age": "Age of the file",
    "old_after": "Age of the file",
    "future_file": "Date of the file",
    "max_same_value_rise": "One value for everybody",
    "spreadsheet_dates": "Dates as a spreadsheet makes them",
    "min_bytes": "Size of the file",
    "stable_for": "File at rest",
    "trigger_file": "Trigger file",
    "cut_off": "File to its end",
    "checksum_file": "Checksum",
    "same_as_last_time": "Another file than last time",
    "min_overlap": "Patrons of the last feed again",
    "header_drift": "Header",
    "max_blank_rise": "More blanks than last time",
    "max_shape_change": "Values of another kind than last time",
    "leading_zeros_lost": "Leading zeros",
    "scientific_notation": "Numbers as a spreadsheet writes them",
    "mojibake": "Characters read in the wrong encoding",
}


def check_title(check: "Check") -> str:
    """A gate or guard as a librarian reads it, with its site."""
    title = CHECKS.get(check.name) or sentence_case(check.name.removeprefix("max_").removesuffix("_per_site").replace("_", " "))
    title = f"{title}: {check.field.replace('_', ' ')}" if check.field else title
    return f"{title} at {check.site}" if check.site else title


def verdict(check: "Check") -> str:
    """Passed, or what became of it: closed is a gate of retirement, refused a guard that stopped the run."""
    if check.passed:
        return "passed"
    return "let pass" if check.allowed else "warning" if check.warning else "closed" if check.family == "retirement" else "refused"


def is_routine(check: "Check") -> bool:
    """Passed, and of the feed, of one site or of one field: worth a look only to whoever wants to see them all."""
    return check.passed and (check.family == "feed" or check.site is not None or check.field is not None)


def kind_of_run(record: "RunRecord") -> str:
    """What kind of update a run was, a repair among them."""
    return "repair of skipped records" if record.repair else f"{record.update} update"


def not_told(record: "RunRecord") -> list[str]:
    """A sentence for each channel that could not be told of the run."""
    return [f"{note.channel} could not be told: {note.error}." for note in record.notifications if note.sent_at is None]


def rule_title(rule: str) -> str:
    """What a retirement rule says."""
    return RULES.get(rule, rule.replace("_", " "))


def worth_showing(counters: "Counters") -> list[tuple[str, int]]:
    """Counters by name, in the order of docs/rules.md, part 8."""
    named = counters.model_dump(exclude={"deleted_by_rule"}).items()
    return [(name, count) for name, count in named if count or name not in MINOR]


def changed_fields(record: "RunRecord") -> list[tuple[str, int]]:
    """Fields of known patrons that change, as people read them, with the number of patrons; the most frequent first."""
    counts = sorted(record.changed_fields.items(), key=lambda item: (-item[1], item[0]))
    return [(name.replace("_", " "), count) for name, count in counts]


def counter_title(name: str) -> str:
    """A counter's words."""
    return COUNTERS.get(name, sentence_case(name.replace("_", " ")))


def sentence_case(text: str) -> str:
    """The first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def people(count: int, noun: str = "patron") -> str:
    """A counted noun: 1 patron, 1,247 patrons."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def enumeration(parts: list[str]) -> str:
    """a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
