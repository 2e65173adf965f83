"""A limit: a number of patrons, a percentage of a group, or none; and a check of what was observed against it."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from patronctl.domain.model import Count, Text

if TYPE_CHECKING:
    from patronctl.domain.run_record import Check

Percent = Annotated[Text, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,3})?%$", examples=["5%"])]
Limit = Count | Percent | Literal["off"]


class Observation(NamedTuple):
    """What one guard looks at: so many of a group, against a limit."""

    name: str
    observed: int
    group: int
    limit: Limit
    site: str | None = None
    field: str | None = None
    nothing_to_compare: bool = False
    """There is no group yet, so a percentage of it says nothing."""

    @property
    def names(self) -> set[str]:
        """The names by which `--allow` lets it pass."""
        return {self.name, f"{self.name}:{self.site}", f"{self.name}:{self.field}"}


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


def hold(seen: Observation, floor: int, allow: Sequence[str]) -> "Check":
    """Hold what was observed against its limit. `allow` has the names that may be broken in this run."""
    from patronctl.domain.run_record import Check  # here, because the limits are read without any run

    unlimited = seen.nothing_to_compare and isinstance(seen.limit, str)
    passed = unlimited or not breaches(seen.limit, seen.observed, seen.group, floor)
    allowed = not passed and not seen.names.isdisjoint(allow)
    return Check(
        name=seen.name,
        family="guard",
        observed=_of_group(seen.observed, seen.group),
        limit=_in_words(seen.limit, seen.group, floor, unlimited),
        passed=passed,
        allowed=allowed,
        site=seen.site,
        field=seen.field,
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
