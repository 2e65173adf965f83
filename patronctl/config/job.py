"""The job that an administrator schedules (docs/rules.md, part 1)."""

from typing import Annotated, Literal

from pydantic import Field

from patronctl.config.district import Name
from patronctl.config.retirement import Inactivation
from patronctl.domain.feed_gate import Gates
from patronctl.domain.guard import Guards
from patronctl.domain.model import Late, Model, Switch, Text
from patronctl.domain.schedule import Schedule
from patronctl.notify import Channel
from patronctl.properties.model import Encoding
from patronctl.sources import Source
from patronctl.sources.after_run import AfterRun


class Options(Model):
    """Switches of the update."""

    delete_patrons_with_transactions: Switch = False
    """Allow patrons with outstanding transactions to be deleted when the file itself asks for it."""
    summary: Literal["everything", "errors_and_warnings"] = "everything"
    """One entry per patron in the Job Summary, or errors and warnings only."""
    summary_values: Literal["shown", "masked"] = "shown"
    """Names, identifiers and field values in the pages and their CSV files: shown, or masked. Passwords never show."""
    keep_runs: Annotated[int, Field(ge=1, strict=True)] = 30
    """How many old runs to keep."""
    duplicate_records: Literal["first", "last", "skip_all"] = "first"
    """Which of several records with one match key is applied."""
    unknown_patron_type: Literal["create", "default", "skip"] = "create"
    """What happens to a patron type that the district doesn't have."""
    invalid_status: Literal["active", "keep"] = "active"
    """What a blank or unknown status means."""


class Job(Model):
    """One feed of one district, its schedule, and its policy."""

    name: Name
    """Unique in the workspace."""
    description: Text | None = None
    """What the job is for, for people."""
    properties: Text
    """The properties file: a path, counted from this file."""
    source: Source
    """Where the feed comes from."""
    encoding: Encoding | None = None
    """The feed's encoding, where it differs from the one in the properties."""
    gates: Gates = Gates.model_construct()
    """What the feed must be like before anything is loaded."""
    after_run: AfterRun = "leave"
    """What happens to the source file after a run that succeeded: leave, delete, or {archive: FOLDER}."""
    schedule: Schedule | None = None
    """Left out, the job runs by hand only."""
    options: Options = Options.model_construct()
    """Switches of the update."""
    inactivation: Inactivation | None = None
    """When and whom the job retires. Left out, it retires nobody."""
    guards: Guards = Guards.model_construct()
    """Limits on what one run may change."""
    notify: Annotated[dict[Name, Channel], Late()] = {}
    """Channels of this job, beside the district's. One with the name of a district's takes its place; `events: []` silences it."""
