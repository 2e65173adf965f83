"""From a job's YAML to `policy`, the one row that the rules in `sql/6_retire/rule_*.sql` read."""

from datetime import UTC, datetime

from patronctl.config.district import District
from patronctl.config.job import Job
from patronctl.config.retirement import DeleteWithTransactions, Inactivation, Scope
from patronctl.store.connection import Door

NO_RULES = Inactivation(when_records_read_above=0, limit_to="everyone")
OFF = DeleteWithTransactions.model_construct()


def make_policy(door: Door, job: Job, district: District, *, as_of: datetime) -> None:
    """Write `policy`: the rules, and the district's date of `as_of`."""
    rules = job.inactivation or NO_RULES
    door.run(
        "6_retire/policy.sql",
        today=district.date_of(as_of),
        timezone=district.timezone,
        year_starts_in=district.starting_month,
        scope=rules.limit_to if isinstance(rules.limit_to, Scope) else Scope.model_construct(),
        active=rules.active,
        inactive=rules.inactive,
        with_transactions=rules.inactive.delete_with_transactions or OFF,
        feed_may_delete_with_transactions=job.options.delete_patrons_with_transactions,
    )


def naive_utc(moment: datetime) -> datetime:
    """A moment as the store writes it: UTC, without an offset."""
    return moment.astimezone(UTC).replace(tzinfo=None)
