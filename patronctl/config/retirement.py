"""Inactivation and deletion (specification, part 7), and the guards before them."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from patronctl.config.district import Persona
from patronctl.domain.model import Model, Switch, Text

Years = Annotated[int, Field(ge=0, le=99, strict=True)]
Days = Annotated[int, Field(ge=0, le=999, strict=True)]


class Scope(Model):
    """Whom a job may retire. An empty list means no limit on that property."""

    patron_types: list[Text] = []
    access_levels: list[Text] = []
    personas: list[Persona] = []

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not (self.patron_types or self.access_levels or self.personas):
            raise ValueError("no limit is given; to mean every patron of the district, say `limit_to: everyone`")
        return self


class ActiveRules(Model):
    """Rules 1 and 2: active patrons."""

    inactivate_after_days: Days | None = None
    """Inactivate patrons that no update has seen in the past N days (0-999)."""
    clear_homeroom: Switch = False
    """With it: set the homeroom to undefined."""
    disable_login: Switch = False
    """With it: put Inactive- before the username and remove the password."""
    delete_graduated_seniors: Switch = False
    """Delete grade 12 patrons whose graduation year is past, if they have no transactions."""
    graduated_when: Literal["before_school_year", "up_to_school_year"] = "before_school_year"
    """Graduation year < school year, or <= for districts that want this June's class gone when the year starts."""

    @model_validator(mode="after")
    def _options_need_the_rule(self) -> Self:
        if self.inactivate_after_days is None and (self.clear_homeroom or self.disable_login):
            raise ValueError("clear_homeroom and disable_login need inactivate_after_days")
        return self


class DeleteWithTransactions(Model):
    """Rule 4: exactly one of its three forms."""

    inactive_days: Years | None = None
    graduated_years_ago: Years | None = None
    age: Years | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(value is not None for value in (self.inactive_days, self.graduated_years_ago, self.age)) != 1:
            raise ValueError("give exactly one of inactive_days, graduated_years_ago and age")
        return self


class InactiveRules(Model):
    """Rules 3 and 4: inactive patrons."""

    delete_after_days: Days | None = None
    """Delete patrons that have been inactive for N days (0-999)."""
    delete_if: Literal["no_checkouts_and_no_fines", "no_checkouts_and_fines_below", "regardless"] | None = None
    fines_below: Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)] | None = None
    """With no_checkouts_and_fines_below: the amount, exclusive."""
    delete_with_transactions: DeleteWithTransactions | None = None

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if (self.delete_after_days is None) != (self.delete_if is None):
            raise ValueError("delete_after_days and delete_if go together")
        if (self.delete_if == "no_checkouts_and_fines_below") != (self.fines_below is not None):
            raise ValueError("fines_below goes with delete_if: no_checkouts_and_fines_below, and only with it")
        if self.delete_if == "regardless" and self.delete_with_transactions:
            raise ValueError("with delete_if: regardless, delete_with_transactions is not available")
        return self

    @property
    def fines_below_cents(self) -> int | None:
        """The amount in whole cents."""
        return None if self.fines_below is None else int(self.fines_below * 100)


class Inactivation(Model):
    """When retirement may run, whom it may touch, and its rules."""

    when_records_read_above: Annotated[int, Field(ge=0, le=999_999, strict=True)]
    """Retire only when the records read are strictly more than this."""
    when_skipped_below: Annotated[int, Field(ge=0, strict=True)] = 100
    """Retire only when fewer records than this were skipped."""
    limit_to: Scope | Literal["everyone"]
    active: ActiveRules = ActiveRules()
    inactive: InactiveRules = InactiveRules()


Percent = Annotated[Text, Field(pattern=r"^(100|[0-9]{1,2})(\.[0-9]+)?%$", examples=["5%"])]
Limit = Annotated[int, Field(ge=0, strict=True)] | Percent | Literal["off"]


class Guards(Model):
    """Limits on the plan: a number of patrons, or a percentage. `off` says that there is none."""

    max_added: Limit = "off"
    max_added_per_site: Limit = "off"
    max_updated: Limit = "off"
    max_updated_per_site: Limit = "off"
    max_transferred: Limit = "20%"
    max_transferred_per_site: Limit = "off"
    max_inactivated: Limit = "5%"
    max_inactivated_per_site: Limit = "10%"
    max_deleted: Limit = "2%"
    max_deleted_per_site: Limit = "10%"
    min_records: Annotated[int, Field(ge=0, strict=True)] = 1
    """Fewest records read."""
    max_shrink: Limit = "10%"
    """How much smaller the records read may be than those of the last good full run."""
    max_skipped: Limit = "5%"
    """Skipped records, of the records read."""
    guard_floor: Annotated[int, Field(ge=0, strict=True)] = 5
    """A percentage never blocks fewer people than this."""
    when_retirement_is_blocked: Literal["stop", "load_the_rest"] = "stop"
    """A guard on retirement stops the whole run, or only the retirement."""
