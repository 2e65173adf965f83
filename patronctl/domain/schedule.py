"""When a job runs (docs/rules.md, part 1): one time of day; for each weekday full, incremental or nothing."""

import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StrictStr, field_validator, model_validator

from patronctl.domain.model import Model

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Update = Literal["full", "incremental"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Schedule(Model):
    """One time of day in the district's time zone, and the weekdays of each kind of update."""

    time: Annotated[StrictStr, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["02:30"])]
    """Time of day as "HH:MM", in the district's time zone. Quote it."""
    full: list[Weekday] = []
    """Weekdays of a full update: every record is converted and loaded, and retirement may run."""
    incremental: list[Weekday] = []
    """Weekdays of an incremental update: only records that are new or changed are loaded."""
    jitter_minutes: Annotated[int, Field(ge=0, le=120, strict=True)] = 0
    """Start at a random moment within so many minutes after the time, so that many jobs don't start at once."""

    @field_validator("full", "incremental")
    @classmethod
    def _once_each(cls, days: list[Weekday]) -> list[Weekday]:
        if len(set(days)) < len(days):
            raise ValueError("a weekday is listed twice")
        return days

    @model_validator(mode="after")
    def _one_kind_a_day(self) -> Self:
        both = [day for day in WEEKDAYS if day in self.full and day in self.incremental]
        if both:
            raise ValueError(f"{', '.join(both)} cannot be both full and incremental")
        return self

    def kind_on(self, weekday: int) -> Update | None:
        """The update of a weekday (0 is Monday), None where the schedule says nothing."""
        day = WEEKDAYS[weekday]
        return "full" if day in self.full else "incremental" if day in self.incremental else None

    @property
    def at(self) -> datetime.time:
        """The time of day."""
        return datetime.time.fromisoformat(self.time)
