"""Read the target's patrons: adopt those that are ours, find what others changed, and believe no part for the whole."""

from typing import Any

from patronctl.store.connection import Door
from patronctl.targets.base import Live, TargetError
from patronctl.targets.koha import KohaTarget
from patronctl.update.delivery.ledger import text
from patronctl.update.delivery.projection import PERSON

ENOUGH_TO_TELL = 20
"""Fewer patrons than this may well all be in one library."""


def read(door: Door, live: Live) -> int:
    """Write `remote`; the number of patrons there. Raises TargetError, UnreachableError."""
    door.run("10_deliver/remote_tables.sql")
    seen = 0
    for page in live.everyone():
        seen += len(page)
        door.run(
            "10_deliver/remote_page.sql",
            ids=[held.remote_id for held in page],
            categories=[held.category for held in page],
            libraries=[held.library for held in page],
            fields=[text(held.fields) for held in page],
        )
    return seen


def compare(door: Door, target: KohaTarget, names: list[str]) -> dict[str, Any]:
    """Write `adoption` and `drift`; what a refresh found, in numbers."""
    door.run(
        "10_deliver/adoption.sql",
        target=target.name,
        person=PERSON,
        key=target.key_field,
        leave_alone=target.leave_alone.categories,
    )
    door.run("10_deliver/drift.sql", target=target.name, names=names, keep_edits=target.keep_edits)
    return door.row("10_deliver/refresh_counts.sql", target=target.name, leave_alone=target.leave_alone.categories)


def settle(door: Door, target: KohaTarget, names: list[str], now: Any) -> None:
    """Write what the refresh found into the store's confirmations."""
    door.run("10_deliver/adopt.sql", target=target.name, keep_edits=target.keep_edits, now=now)
    door.run("10_deliver/settle_drift.sql", target=target.name, names=names)
    door.run("10_deliver/forget_missing.sql", target=target.name)


def refuse_restricted(target: KohaTarget, found: dict[str, Any], allow: tuple[str, ...]) -> None:
    """An account that sees one library of several would make everybody else look new. Raises TargetError."""
    one_of_several = found["libraries_wanted"] > 1 and found["libraries_seen"] == 1 and found["seen"] >= ENOUGH_TO_TELL
    if one_of_several and "restricted_account" not in allow:
        raise TargetError(
            f"the account of {target.name} sees patrons of one library only, and ours are in {found['libraries_wanted']}",
            hint="Let it see the patrons of every library (in Koha: view_borrower_infos_from_any_libraries). "
            "If there really are none in the others, deliver with --allow restricted_account.",
            code="target_restricted",
        )
