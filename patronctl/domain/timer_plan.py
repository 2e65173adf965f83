"""The plan of `patronctl plan`: data, made once; shown, saved and applied as it is."""

import hashlib
from typing import Literal

from pydantic import Field

from patronctl.domain.model import Output
from patronctl.domain.schedule import Update

FORMAT_VERSION: Literal[1] = 1
Kind = Literal["system", "user", "none"]
"""The systemd manager that holds the timers; `none` where there is no systemd."""
Action = Literal["create", "update", "delete", "enable"]


class UnitChange(Output):
    """One unit, and what apply does to it."""

    unit: str
    job: str
    action: Action
    reason: str
    """Why, as the administrator reads it."""
    drift: bool = False
    """Somebody or something changed the server, not the configuration."""
    diff: str = ""
    """Unified: as it is, as it will be."""
    text: str | None = None
    """The whole file as it will be; None where the file stays or goes."""


class UnitProblem(Output):
    """What keeps the plan from being applied."""

    unit: str
    message: str
    hint: str


class Upcoming(Output):
    """When one kind of update of a job runs next, in the district's local time."""

    job: str
    update: Update
    timezone: str
    on_calendar: str
    jitter_minutes: int
    next_runs: list[str]


class TimerPlan(Output):
    """Desired against installed."""

    format_version: Literal[1] = FORMAT_VERSION
    digest: str = ""
    """Over the changes and over what was seen on the server: the same digest means that nothing moved."""
    workspace: str
    manager: Kind
    unit_folder: str
    prune: bool
    changes: list[UnitChange]
    unchanged: int
    problems: list[UnitProblem]
    notes: list[str]
    schedules: list[Upcoming]
    observed: str = Field(repr=False)
    """Digest of the installed units and of the timers' states."""

    def sealed(self) -> "TimerPlan":
        """The plan with its digest. Notes and next runs are told along; they change nothing."""
        content = self.model_dump_json(exclude={"digest", "notes", "schedules"})
        return self.model_copy(update={"digest": hashlib.sha256(content.encode()).hexdigest()[:16]})
