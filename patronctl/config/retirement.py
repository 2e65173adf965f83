"""Inactivation and deletion: the rules of one job (docs/rules.md, part 7)."""

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
    """Only patrons of these types."""
    access_levels: list[Text] = []
    """Only patrons with these access levels."""
    personas: list[Persona] = []
    """Only these: student, faculty, other. The persona follows from the patron type unless it is mapped."""

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

    graduated_seniors_in_feed: Literal["keep", "delete"] = "keep"
    """Seniors whose graduation year is past but who are active in tonight's feed: keep them with a message, or delete them."""
    senior_grade_levels: Annotated[list[Text], Field(min_length=1)] = ["12"]
    """What the grade level of a senior looks like. Case, blanks around it and leading zeros don't count."""
    include_restricted: Switch = False
    """Restricted patrons (status R) are retired like active ones. Otherwise they are left alone."""

    @model_validator(mode="after")
    def _options_need_the_rule(self) -> Self:
        if self.inactivate_after_days is None and (self.clear_homeroom or self.disable_login):
            raise ValueError("clear_homeroom and disable_login need inactivate_after_days")
        return self


class DeleteWithTransactions(Model):
    """Rule 4: exactly one of its three forms."""

    inactive_days: Years | None = None
    """Inactive for so many days (0-99)."""
    graduated_years_ago: Years | None = None
    """The graduation year was so many years ago, or more (0-99)."""
    age: Years | None = None
    """The patron has reached this age (0-99)."""
    years_counted_in: Literal["calendar_years", "school_years"] = "calendar_years"
    """With graduated_years_ago: years before this calendar year, or before the school year in force."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(value is not None for value in (self.inactive_days, self.graduated_years_ago, self.age)) != 1:
            raise ValueError("give exactly one of inactive_days, graduated_years_ago and age")
        if self.years_counted_in != "calendar_years" and self.graduated_years_ago is None:
            raise ValueError("years_counted_in needs graduated_years_ago")
        return self


class InactiveRules(Model):
    """Rules 3 and 4: inactive patrons."""

    delete_after_days: Days | None = None
    """Delete patrons that have been inactive for N days (0-999)."""
    delete_if: Literal["no_checkouts_and_no_fines", "no_checkouts_and_fines_below", "regardless"] | None = None
    """With it: what the patron may still have. `regardless` doesn't ask about circulation."""
    fines_below: Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)] | None = None
    """With no_checkouts_and_fines_below: the amount, exclusive."""
    delete_with_transactions: DeleteWithTransactions | None = None
    """Delete patrons although they have checkouts or fines."""

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
    """Whom the rules may touch. Two jobs of a district must not be able to touch the same patron."""
    active: ActiveRules = ActiveRules.model_construct()
    """Rules 1 and 2: what happens to active patrons."""
    inactive: InactiveRules = InactiveRules.model_construct()
    """Rules 3 and 4: what happens to inactive patrons."""

    @property
    def has_rules(self) -> bool:
        """Is any rule on?"""
        active, inactive = self.active, self.inactive
        rules = (active.inactivate_after_days, inactive.delete_after_days, inactive.delete_with_transactions)
        return active.delete_graduated_seniors or any(rule is not None for rule in rules)

    @property
    def asks_about_circulation(self) -> bool:
        """Does a rule look at checkouts and fines?"""
        return bool(
            self.active.delete_graduated_seniors
            or self.inactive.delete_with_transactions
            or (self.inactive.delete_if and self.inactive.delete_if != "regardless")
        )
