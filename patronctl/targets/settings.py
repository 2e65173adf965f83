"""What every live target may be told in `district.yaml`."""

from typing import Annotated, Literal

from pydantic import Field

from patronctl.domain.limit import Limit
from patronctl.domain.model import Count, Model, Switch, Text

Whole = Annotated[int, Field(ge=1, le=1000, strict=True)]


class Limits(Model):
    """How hard a delivery may press the library system."""

    connections: Annotated[int, Field(ge=1, le=32, strict=True)] = 4
    """Requests under way at once."""
    per_second: Whole = 20
    """Requests a second, at most."""
    stop_after_failures: Whole = 25
    """After this many patrons that failed, the delivery stops: something is wrong with the target, not with them."""
    timeout_seconds: Annotated[int, Field(ge=1, le=600, strict=True)] = 30
    """How long one request may take."""


class Inactive(Model):
    """What an inactive patron looks like in the library system."""

    expire: Switch = True
    """The card expires on the day before the patron became inactive, so it borrows no longer."""
    category: Text | None = None
    """The category that leavers move to; left out, they keep theirs."""


class DeliveryGuards(Model):
    """Limits on what one delivery may change at the target: a number of patrons, a percentage, or `off`."""

    max_created: Limit = "50%"
    """New patrons there, of those confirmed. The first delivery to a target is not limited by a percentage."""
    max_changed: Limit = "off"
    """Patrons of whom any field changes. Off: a new school year changes everybody's grade."""
    max_renamed: Limit = "10%"
    """Patrons whose name or birth date changes, of those confirmed."""
    max_inactivated: Limit = "5%"
    """Patrons who become inactive there, of those confirmed."""
    max_reactivated: Limit = "10%"
    """Patrons who become active again there, of those confirmed."""
    max_deleted: Limit = "2%"
    """Patrons who are deleted there, of those confirmed."""
    max_missing: Limit = "5%"
    """Confirmed patrons whom the target no longer shows (asked with --refresh). A target that lost its patrons is not believed."""
    guard_floor: Count = 5
    """A percentage never blocks fewer people than this."""


class AttributeKey(Model):
    """A match key that is an attribute of the target."""

    attribute: Text
    """The attribute's code."""


class LeaveAlone(Model):
    """Whom a delivery never writes and never deletes."""

    categories: list[Text] = []
    """Categories of the library system: its staff, say."""


Deliver = Literal["after_run", "on_demand"]
