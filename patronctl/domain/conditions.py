"""The gates of retirement (docs/rules.md, part 7): a shut gate stops inactivation and deletion, never the load."""

from dataclasses import dataclass

from patronctl.domain.run_record import Check
from patronctl.domain.schedule import Update

NOBODY = "nobody was inactivated or deleted"


@dataclass(frozen=True)
class Reading:
    """What a run has read. `skipped` counts the records that were not applied, among `records_read`."""

    update: Update
    records_read: int
    skipped: int


def gates(reading: Reading, *, records_read_above: int, skipped_below: int) -> list[Check]:
    """All gates, open or shut. `skipped_below` and `records_read_above` are both exclusive."""
    return [
        _gate("full_update", f"{reading.update} update", "full update", reading.update == "full"),
        # The pass is planned after everything that can fail before the load, and committed with the load or not at all.
        _gate("nothing_failed", "nothing failed", "the run did not fail", True),
        _gate("records_skipped", f"{reading.skipped:,}", f"fewer than {skipped_below:,}", reading.skipped < skipped_below),
        _gate("records_read", f"{reading.records_read:,}", f"more than {records_read_above:,}", reading.records_read > records_read_above),
    ]


def _gate(name: str, observed: str, limit: str, passed: bool) -> Check:
    return Check(name=name, family="retirement", observed=observed, limit=limit, passed=passed, consequence="" if passed else NOBODY)
