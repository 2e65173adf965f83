"""Circulation asked from the library system itself, just now, for those whom a retirement rule would delete.

What can't be asked is unknown: a target that doesn't answer, a patron whom it never confirmed. Unknown is not zero.
"""

from collections.abc import Mapping
from pathlib import Path

from patronctl.config.district import District, LiveCirculation
from patronctl.domain.errors import PatronctlError
from patronctl.domain.run_record import Check
from patronctl.store.connection import Door
from patronctl.targets.base import Live, Standing
from patronctl.targets.koha import KohaTarget
from patronctl.update.deliver import connect
from patronctl.update.retirement.circulation import UNKNOWN, Staged
from patronctl.update.retirement.rules import RULES


def ask(door: Door, district: District, config: LiveCirculation, beside: Path) -> Staged:
    """From the views of the rules to `circulation`, and a check that says how many were asked about."""
    target = next(one for one in district.targets if one.name == config.source.target and isinstance(one, KohaTarget))
    wanted = door.rows("6_retire/asked_about.sql", rules=RULES, target=target.name)
    known = {row["remote_id"]: row["patron_id"] for row in wanted if row["remote_id"]}
    if not wanted:
        return Staged(live=True)
    try:
        answered = _standings(target, beside, list(known)) if known else {}
    except PatronctlError as error:
        return Staged([_check(f"{target.name} could not be asked: {error.message}", len(wanted), False)], live=True)
    complete = {remote: one for remote, one in answered.items() if None not in (one.checkouts, one.fines_cents)}
    rows = [(known[remote], one) for remote, one in complete.items()]
    door.run(
        "6_retire/circulation_asked.sql",
        patrons=[patron for patron, _ in rows],
        checkouts=[one.checkouts for _, one in rows],
        fines_cents=[one.fines_cents for _, one in rows],
    )
    return Staged([_check(f"{len(rows):,} of {len(wanted):,} answered", len(wanted), len(rows) == len(wanted))], live=True)


def _standings(target: KohaTarget, beside: Path, remote_ids: list[str]) -> Mapping[str, Standing]:
    session: Live = connect(target, beside)
    try:
        return session.standings(remote_ids)
    finally:
        session.close()


def _check(observed: str, wanted: int, passed: bool) -> Check:
    limit = f"{wanted:,} patrons asked about"
    consequence = "" if passed else UNKNOWN
    return Check(
        name="circulation_live", family="feed", observed=observed, limit=limit, passed=passed, warning=not passed, consequence=consequence
    )
