"""What a comparison says."""

from typing import Literal

from patronctl.domain.model import Output
from patronctl.domain.timer_plan import Upcoming


class Change(Output):
    """One sentence about one job or district."""

    about: str
    topic: Literal["job", "schedule", "job settings", "properties", "district"]
    text: str
    danger: str = ""
    """What is dangerous about it; blank where nothing is."""


class SiteReach(Output):
    """How many patrons of one site."""

    before: int
    after: int


class Reach(Output):
    """How many patrons in the store a job's rules hit, before and after the change; or how many were in its last feed.

    The counts assume that the next feeds have the same people as the last ones, and that nobody has transactions.
    """

    about: str
    what: Literal["inactivated", "deleted", "in_the_last_feed"]
    sites: dict[str, SiteReach]
    """Sites where the two numbers differ; all sites for the last feed."""

    @property
    def before(self) -> int:
        """Of all these sites."""
        return sum(site.before for site in self.sites.values())

    @property
    def after(self) -> int:
        """Of all these sites."""
        return sum(site.after for site in self.sites.values())


class Comparison(Output):
    """The working tree against a revision."""

    format_version: Literal[1] = 1
    revision: str
    changes: list[Change]
    notes: list[str]
    schedules: list[Upcoming]
    """The next runs of each job whose schedule changes."""
    reach: list[Reach] = []
    """The patrons that the changes would affect, if a state folder was given."""

    @property
    def dangerous(self) -> list[Change]:
        """The changes that somebody should look at twice."""
        return [change for change in self.changes if change.danger]
