"""What one delivery to a library system leaves behind. Patron data is not in it: entries are beside it in `entries.parquet`."""

from datetime import datetime
from typing import Literal

from patronctl.domain.model import Output
from patronctl.domain.run_record import Check, Failure

Outcome = Literal["running", "succeeded", "partial", "blocked", "failed", "canceled"]

MESSAGES: dict[str, str] = {
    "target_adopted": "the library system already had this patron; they were adopted",
    "target_card_in_use": "another patron there holds this card number",
    "target_code_unknown": "the library system doesn't know a library, category or attribute type that the mapping names",
    "target_edit_kept": "library staff changed this field; their value stays",
    "target_edit_overwritten": "somebody changed this field at the library system; the source's value goes there again",
    "target_keeps_patron": "the library system keeps the patron: loans, fines or holds",
    "target_key_missing": "the patron has no match key for this target",
    "target_key_several": "several patrons there have this match key",
    "target_key_shared": "several patrons of the district have this match key",
    "target_left_alone": "the patron is in a category that is left alone",
    "target_patron_gone": "the library system no longer has this patron; the next delivery looks for them and creates them",
    "target_refused": "the library system refused the patron",
    "target_somebody_else": "the patron with this match key there has another name and birth date",
    "target_unclear": "nobody knows whether the last write arrived; the next delivery looks first",
    "target_unknown_standing": "loans, fines and holds could not be asked, and unknown is not zero",
    "target_userid_in_use": "another patron there has this user name; everything else was delivered",
    "target_value_in_use": "another patron there has a value that must be unique",
}
"""Message code: what it says."""


class DeliveryCounts(Output):
    """Patrons, by what became of them at the target. `unchanged` were in step already."""

    desired: int = 0
    created: int = 0
    adopted: int = 0
    updated: int = 0
    inactivated: int = 0
    reactivated: int = 0
    deleted: int = 0
    unchanged: int = 0
    failed: int = 0
    kept: int = 0
    """Not deleted: loans, fines or holds."""
    kept_edits: int = 0
    left_alone: int = 0
    unmanaged: int = 0
    """Patrons whom only the library knows; counted by a refresh."""
    behind: int = 0
    """Patrons who still differ."""
    writes: int = 0
    """Requests that change something."""


class DeliveryRecord(Output):
    """One delivery to one target."""

    format_version: Literal[1] = 1
    delivery_id: str
    district: str
    target: str
    type: str
    dry_run: bool
    refreshed: bool = False
    outcome: Outcome = "running"
    started: datetime
    finished: datetime | None = None
    timezone: str = "UTC"
    counts: DeliveryCounts = DeliveryCounts.model_construct()
    changed_fields: dict[str, int] = {}
    """Field of the target: patrons whose value changes."""
    messages: dict[str, int] = {}
    """Message code: patrons."""
    checks: list[Check] = []
    allowed: list[str] = []
    notes: list[str] = []
    plan_digest: str = ""
    failure: Failure | None = None
