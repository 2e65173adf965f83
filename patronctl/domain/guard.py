"""The guards: limits on what one run may change, computed on its plan, before anything is loaded.

Each says what it observed, against what limit, of how many. A limit is a number of patrons or a percentage of a group:

| guards | percentage of |
| --- | --- |
| max_added, max_updated, max_transferred | the patrons stored before the run |
| max_inactivated | the active patrons in the job's retirement scope before the run |
| max_deleted | all patrons in the job's retirement scope before the run |
| max_shrink | the records read by the last good full run |
| max_skipped | the records read |

`…_per_site` counts the same within each site; a transfer counts at the site that the patron leaves.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from patronctl.domain.model import Count, Model, Text

if TYPE_CHECKING:
    from patronctl.domain.run_record import Check

Percent = Annotated[Text, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,3})?%$", examples=["5%"])]
Limit = Count | Percent | Literal["off"]
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
    max_inactivated: Limit = "5%"
    """Of the active patrons in the retirement scope."""
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


class Observation(NamedTuple):
    """What one guard looks at: so many of a group, against a limit."""

    name: str
    observed: int
    group: int
    limit: Limit
    site: str | None = None
    nothing_to_compare: bool = False
    """There is no group yet, so a percentage of it says nothing."""


# The group that each percentage is of.
BASE: Mapping[str, str] = {
    "added": "stored",
    "updated": "stored",
    "transferred": "stored",
    "inactivated": "active_in_scope",
    "deleted": "in_scope",
}


def on_people(guards: Guards, headcounts: Iterable[Headcount], allow: Sequence[str] = ()) -> "list[Check]":
    """The guards on who is changed: one for the district and, where a limit is set, one for each site."""
    return [_of_people(guards, count, action, allow) for count in headcounts for action in BASE if _limit(guards, count, action) != "off"]


def on_records(
    guards: Guards, *, full: bool, read: int, skipped: int, last_full_read: int | None, allow: Sequence[str] = ()
) -> "list[Check]":
    """The guards on the file: enough records, not far fewer than last time, not too many skipped."""
    checks = [_enough(guards, read, allow)]
    if guards.max_shrink != "off":
        before = last_full_read or 0
        shrink = Observation("max_shrink", max(0, before - read), before, guards.max_shrink, nothing_to_compare=last_full_read is None)
        checks.append(_check(shrink, guards.guard_floor, allow) if full else _only_warns(_check(shrink, guards.guard_floor, ())))
    if guards.max_skipped != "off":
        checks.append(_check(Observation("max_skipped", skipped, read, guards.max_skipped), guards.guard_floor, allow))
    return checks


def breaches(limit: Limit, observed: int, group: int, floor: int) -> bool:
    """Is the limit broken? A number is broken from one more; a percentage from more than its share, and never below the floor."""
    if limit == "off":
        return False
    if isinstance(limit, int):
        return observed > limit
    return observed >= floor and observed > share(limit, group)


def share(limit: Limit, group: int) -> Fraction:
    """The percentage of a group, exactly."""
    return Fraction(str(limit).removesuffix("%")) * group / 100


def blocking(checks: "Iterable[Check]") -> "list[Check]":
    """The guards that stop the run."""
    return [check for check in checks if not (check.passed or check.allowed or check.warning)]


def about_retirement(check: "Check") -> bool:
    """Does dropping the retirement help against this guard?"""
    return check.name.startswith(RETIREMENT)


def _limit(guards: Guards, count: Headcount, action: str) -> Limit:
    limit: Limit = getattr(guards, _name(count, action))
    return limit


def _name(count: Headcount, action: str) -> str:
    return f"max_{action}" if count.site is None else f"max_{action}_per_site"


def _of_people(guards: Guards, count: Headcount, action: str, allow: Sequence[str]) -> "Check":
    group = getattr(count, BASE[action])
    seen = Observation(
        name=_name(count, action),
        observed=getattr(count, action),
        group=group,
        limit=_limit(guards, count, action),
        site=count.site,
        nothing_to_compare=BASE[action] == "stored" and group == 0,
    )
    return _check(seen, guards.guard_floor, allow)


def _enough(guards: Guards, read: int, allow: Sequence[str]) -> "Check":
    missing = Observation("min_records", guards.min_records - read, read, limit=0)
    words = {"observed": f"{read:,}", "limit": f"at least {guards.min_records:,}"}
    return _check(missing, guards.guard_floor, allow).model_copy(update=words)


def _check(seen: Observation, floor: int, allow: Sequence[str]) -> "Check":
    from patronctl.domain.run_record import Check  # here, because the limits are read without any run

    unlimited = seen.nothing_to_compare and isinstance(seen.limit, str)
    passed = unlimited or not breaches(seen.limit, seen.observed, seen.group, floor)
    allowed = not passed and (seen.name in allow or f"{seen.name}:{seen.site}" in allow)
    return Check(
        name=seen.name,
        family="guard",
        observed=_of_group(seen.observed, seen.group),
        limit=_in_words(seen.limit, seen.group, floor, unlimited),
        passed=passed,
        allowed=allowed,
        site=seen.site,
        consequence="" if passed or allowed else "nothing was changed",
    )


def _of_group(observed: int, group: int) -> str:
    return f"{observed:,} of {group:,} ({observed / group:.1%})" if group else f"{observed:,} of 0"


def _in_words(limit: Limit, group: int, floor: int, unlimited: bool) -> str:
    if unlimited:
        return f"{limit}, but there is nothing to compare with yet"
    if isinstance(limit, int):
        return f"{limit:,}"
    largest = max(int(share(limit, group)), floor - 1)
    return f"{limit} ({max(largest, 0):,})"


def _only_warns(check: "Check") -> "Check":
    if check.passed:
        return check
    return check.model_copy(update={"warning": True, "consequence": "an incremental update retires nobody, so this is only a warning"})
