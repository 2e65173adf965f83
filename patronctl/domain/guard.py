"""The guards: limits on what one run may change, computed on its plan, before anything is loaded.

Each says what it observed, against what limit, of how many. A limit is a number of patrons or a percentage of a group:

| guards | percentage of |
| --- | --- |
| max_added, max_updated, max_transferred, max_reactivated | the patrons stored before the run |
| max_restricted | the active patrons stored before the run |
| max_logins_lost | the patrons stored with a username before the run |
| max_inactivated | the active patrons in the job's retirement scope before the run |
| max_deleted | all patrons in the job's retirement scope before the run |
| max_shrink | the records read by the last good full run |
| max_skipped, max_other_person | the records read |
| max_changed | the known patrons in the feed (see `patronctl.domain.changed`) |

What counts is the effect: who is active before the run and not after it is inactivated, whether the feed or a rule says so.
`…_per_site` counts the same within each site; a transfer counts at the site that the patron leaves.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from patronctl.domain.changed import Changed, FieldChanges, on_fields
from patronctl.domain.limit import Limit, Observation, hold
from patronctl.domain.model import Count, Model

if TYPE_CHECKING:
    from patronctl.domain.run_record import Check

RETIREMENT = ("max_inactivated", "max_deleted")


class Guards(Model):
    """Limits on the plan: a number of patrons, or a percentage. `off` says that there is none."""

    max_added: Limit = "50%"
    """New patrons, of the patrons stored. An empty store has no percentage: the first load is not limited by one."""
    max_added_per_site: Limit = "off"
    """New patrons of one site, of those stored there."""
    max_updated: Limit = "off"
    """Changed patrons, of the patrons stored. Off: every new school year changes everybody's grade."""
    max_updated_per_site: Limit = "off"
    """Changed patrons of one site, of those stored there."""
    max_transferred: Limit = "20%"
    """Patrons who change site, of the patrons stored."""
    max_transferred_per_site: Limit = "off"
    """Patrons who leave the site, of those stored there."""
    max_reactivated: Limit = "5%"
    """Inactive patrons who become active, of the patrons stored: an old file brings back those who have left."""
    max_reactivated_per_site: Limit = "20%"
    """The same within one site."""
    max_restricted: Limit = "10%"
    """Active patrons who become restricted, of the active patrons."""
    max_logins_lost: Limit = "5%"
    """Patrons who stay active and lose their username or password, of those with a username."""
    max_changed: Changed | Literal["off"] = Changed.model_construct()
    """Known patrons whose field the feed overwrites, of the known patrons in the feed; a limit for each field."""
    max_changed_per_site: Limit = "50%"
    """The same within one site, for each field that has a limit but the site itself."""
    max_inactivated: Limit = "5%"
    """Active patrons who become inactive, whether the feed or a rule says so, of the active patrons in the retirement scope."""
    max_inactivated_per_site: Limit = "10%"
    """The same within one site: a lost school must not pass a district-wide percentage."""
    max_deleted: Limit = "2%"
    """Of the patrons in the retirement scope, active or not. Deletions that the feed asks for count too."""
    max_deleted_per_site: Limit = "10%"
    """The same within one site."""
    min_records: Count = 1
    """Fewest records read."""
    max_shrink: Limit = "10%"
    """How many fewer records a full update may read than the last good one did. An incremental update is only warned about it."""
    max_skipped: Limit = "5%"
    """Skipped records, of the records read."""
    max_other_person: Limit = "2%"
    """Records that are skipped because their key belongs to somebody else, of the records read."""
    guard_floor: Count = 5
    """A percentage never blocks fewer people than this."""
    when_retirement_is_blocked: Literal["stop", "load_the_rest"] = "stop"
    """A guard on retirement stops the whole run, or only the retirement."""

    def for_a_part(self) -> "Guards":
        """For a file that holds only some of the records: all but those that ask whether the file is as large as it should be."""
        return self.model_copy(update={"min_records": 0, "max_shrink": "off"})


NAMES: tuple[str, ...] = tuple(name for name in Guards.model_fields if name.startswith(("max_", "min_")))


class Headcount(NamedTuple):
    """The district (site None) or one site: how many there are before the run, and how many the plan changes."""

    site: str | None
    stored: int
    in_scope: int
    active_in_scope: int
    added: int
    updated: int
    transferred: int
    inactivated: int
    deleted: int
    active: int = 0
    with_login: int = 0
    reactivated: int = 0
    restricted: int = 0
    logins_lost: int = 0
    inactivated_by_feed: int = 0
    """How many of `inactivated` the feed itself inactivates."""


class ActiveInFeed(NamedTuple):
    """Of a site, or of all (None): the active patrons whom the job's last feed had and this one has, and how many it inactivates."""

    site: str | None
    active: int
    inactivated: int


# The group that each percentage is of.
BASE: Mapping[str, str] = {
    "added": "stored",
    "updated": "stored",
    "transferred": "stored",
    "reactivated": "stored",
    "restricted": "active",
    "logins_lost": "with_login",
    "inactivated": "active_in_scope",
    "deleted": "in_scope",
}


def on_people(guards: Guards, headcounts: Iterable[Headcount], allow: Sequence[str] = ()) -> "list[Check]":
    """The guards on who is changed: one for the district and, where a limit is set, one for each site."""
    return [_of_people(guards, count, action, allow) for count in headcounts for action in BASE if _limit(guards, count, action) != "off"]


def on_feed(guards: Guards, counts: Iterable[ActiveInFeed], allow: Sequence[str] = ()) -> "list[Check]":
    """Those of the guards on inactivation that break when only the job's own patrons are asked about.

    A job of few patrons could otherwise inactivate all of them within a percentage of the district.
    """
    checks = []
    for count in counts:
        name = "max_inactivated" if count.site is None else "max_inactivated_per_site"
        limit: Limit = getattr(guards, name)
        if isinstance(limit, str) and limit != "off":
            checks.append(hold(Observation(name, count.inactivated, count.active, limit, count.site), guards.guard_floor, allow))
    return [check for check in checks if not check.passed]


def on_changes(guards: Guards, counts: Iterable[FieldChanges], allow: Sequence[str] = ()) -> "list[Check]":
    """The guards on what the feed overwrites in known patrons, one for each field that has a limit."""
    return (
        [] if guards.max_changed == "off" else on_fields(guards.max_changed, guards.max_changed_per_site, guards.guard_floor, counts, allow)
    )


def on_records(
    guards: Guards,
    *,
    full: bool,
    read: int,
    skipped: int,
    last_full_read: int | None,
    other_people: int = 0,
    allow: Sequence[str] = (),
) -> "list[Check]":
    """The guards on the file: enough records, not far fewer than last time, not too many skipped."""
    checks = [_enough(guards, read, allow)]
    if guards.max_shrink != "off":
        before = last_full_read or 0
        shrink = Observation("max_shrink", max(0, before - read), before, guards.max_shrink, nothing_to_compare=last_full_read is None)
        checks.append(hold(shrink, guards.guard_floor, allow) if full else _only_warns(hold(shrink, guards.guard_floor, ())))
    if guards.max_skipped != "off":
        checks.append(hold(Observation("max_skipped", skipped, read, guards.max_skipped), guards.guard_floor, allow))
    if guards.max_other_person != "off":
        checks.append(hold(Observation("max_other_person", other_people, read, guards.max_other_person), guards.guard_floor, allow))
    return checks


def blocking(checks: "Iterable[Check]") -> "list[Check]":
    """The guards that stop the run."""
    return [check for check in checks if not (check.passed or check.allowed or check.warning)]


def about_retirement(check: "Check") -> bool:
    """Does dropping the retirement help against this guard?"""
    return check.name.startswith(RETIREMENT)


def _limit(guards: Guards, count: Headcount, action: str) -> Limit:
    limit: Limit = getattr(guards, _name(count, action), "off")
    return limit


def _name(count: Headcount, action: str) -> str:
    return f"max_{action}" if count.site is None else f"max_{action}_per_site"


def _of_people(guards: Guards, count: Headcount, action: str, allow: Sequence[str]) -> "Check":
    # What the feed does reaches beyond the retirement scope.
    group = max(getattr(count, BASE[action]), count.inactivated if action == "inactivated" else 0)
    seen = Observation(
        name=_name(count, action),
        observed=getattr(count, action),
        group=group,
        limit=_limit(guards, count, action),
        site=count.site,
        nothing_to_compare=BASE[action] == "stored" and group == 0,
    )
    return hold(seen, guards.guard_floor, allow)


def _enough(guards: Guards, read: int, allow: Sequence[str]) -> "Check":
    missing = Observation("min_records", guards.min_records - read, read, limit=0)
    words = {"observed": f"{read:,}", "limit": f"at least {guards.min_records:,}"}
    return hold(missing, guards.guard_floor, allow).model_copy(update=words)


def _only_warns(check: "Check") -> "Check":
    if check.passed:
        return check
    return check.model_copy(update={"warning": True, "consequence": "an incremental update retires nobody, so this is only a warning"})
