"""Why one patron would be changed, retired or left alone by the next full run: what `patronctl explain` answers."""

from datetime import datetime
from typing import Any

from patronctl.domain.model import Output
from patronctl.domain.run_record import Check

FORMAT_VERSION = 1

VERDICTS: dict[str, str] = {
    "hit": "applies",
    "off": "the job doesn't have this rule",
    "out_of_scope": "the patron is outside the job's scope",
    "not_active": "for active patrons only",
    "not_inactive": "for inactive patrons only",
    "seen_by_this_run": "the patron is in the file",
    "seen_by_another_job": "the patron is in the file of another job that ran meanwhile",
    "still_in_feed": "reached, but kept because the patron is in the file as active: the graduation year is past",
    "not_reached": "not reached",
    "kept_transactions": "reached, but kept because of checkouts or fines",
    "kept_unknown": "reached, but kept because checkouts and fines are unknown",
    "no_transactions": "reached, but there are no checkouts and no fines",
}


class RuleVerdict(Output):
    """One rule about one patron. `values` are the ones that the rule looked at."""

    rule: str
    title: str
    verdict: str
    says: str
    reason: str | None
    """The sentence that the history would get; only where the rule applies."""
    values: dict[str, Any]


class FileRecord(Output):
    """A record of the feed that names the patron. `fields`: what the properties made of it; None keeps, '' clears."""

    line: int | None
    action: str
    reason: str | None
    before: dict[str, Any]
    after: dict[str, Any]
    fields: dict[str, str | None]
    messages: list[str]


class TargetField(Output):
    """One delivered field of a patron: as the target last showed it, and as it should be."""

    field: str
    held: str | None
    wanted: str | None
    differs: bool


class TargetView(Output):
    """What one target holds of a patron, as of its last confirmation. `remote_id` None: nothing was delivered yet."""

    target: str
    remote_id: str | None
    confirmed_at: datetime | None
    fields: list[TargetField]


class Explanation(Output):
    """One patron in the next full run."""

    format_version: int = FORMAT_VERSION
    job: str
    as_of: datetime
    key: str
    patron: dict[str, Any] | None
    """Site, district ID, barcode, name, status as the load would leave them; None: no patron has the key, before or after."""
    records: list[FileRecord]
    knows: dict[str, Any] = {}
    """What the rules know: scope, status, last seen, circulation."""
    rules: list[RuleVerdict] = []
    targets: list[TargetView] = []
    """What each target holds of the patron, and what it should, by the store as it is now."""
    action: str | None = None
    """inactivated, deleted, kept, or nothing."""
    reason: str | None = None
    gates: list[Check] = []
    """Gates that are shut: then no rule is applied to anybody."""
    guards: list[Check] = []
    """Guards that would block the run."""
