"""What one run leaves behind: the record that every form of the Job Summary is made from (docs/rules.md, part 8)."""

from datetime import datetime
from typing import Literal

from patronctl.domain.model import Output
from patronctl.domain.schedule import Update

FORMAT_VERSION = 1
Outcome = Literal["running", "succeeded", "unchanged_source", "blocked", "failed", "canceled", "interrupted"]


class Counters(Output):
    """Every record read is counted once as added, updated, unchanged, transferred, reactivated or skipped."""

    records_read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    transferred: int = 0
    reactivated: int = 0
    skipped: int = 0
    warnings: int = 0
    inactivated: int = 0
    """Patrons who were active before and are not after, whether the feed or a rule says so."""
    inactivated_by_feed: int = 0
    """How many of them the feed itself inactivates; their records count as updated or transferred as well."""
    deleted: int = 0
    deleted_by_rule: dict[str, int] = {}
    """Rule name (graduated, inactive, with_transactions, asked_by_feed): patrons."""
    kept_because_of_transactions: int = 0
    kept_because_circulation_unknown: int = 0
    patron_types_created: int = 0
    left_out: int = 0
    """Records that skip_records left out; they are not among the records read."""


class SourceFacts(Output):
    """The feed as it was fetched."""

    file: str
    bytes: int
    sha256: str
    modified: datetime
    encoding: str


class Check(Output):
    """A gate or a guard: observed against limit.

    `family` feed: before anything is read. retirement: the gates of part 7. guard: on the plan.
    `allowed` is true where the limit is broken and somebody let it pass by name.
    """

    name: str
    family: Literal["feed", "retirement", "guard"]
    observed: str
    limit: str
    passed: bool
    warning: bool = False
    """Not passed, but it only warns."""
    allowed: bool = False
    site: str | None = None
    field: str | None = None
    """The patron field that a guard on changed values is about."""
    consequence: str = ""
    """What therefore did not happen."""


class Step(Output):
    """One step of the pipeline. Seconds of wall time; rows it handled."""

    name: str
    seconds: float
    rows: int


class Notification(Output):
    """One event on its way to one channel. `sent_at` is None where every try failed; `error` says why."""

    event: str
    channel: str
    sent_at: datetime | None = None
    error: str = ""


class Failure(Output):
    """Why a run failed, as the administrator reads it."""

    code: str
    message: str
    hint: str = ""
    step: str = ""
    exit_code: int = 1


class Delivered(Output):
    """How the delivery to one target ended; the whole of it is in `deliveries/<delivery_id>/delivery.json`."""

    target: str
    delivery_id: str
    outcome: str
    created: int = 0
    updated: int = 0
    inactivated: int = 0
    reactivated: int = 0
    deleted: int = 0
    failed: int = 0
    behind: int = 0
    error: str = ""


class RunRecord(Output):
    """One run. Patron data is not in it: entries lie beside it in `entries.parquet`."""

    format_version: int = FORMAT_VERSION
    run_id: str
    district: str
    district_title: str = ""
    timezone: str = "UTC"
    """The district's time zone, in which people read the times."""
    job: str
    update: Update
    dry_run: bool
    repair: bool = False
    """A corrected quarantine file was loaded by hand. It counts for no schedule and is no baseline."""
    outcome: Outcome
    started: datetime
    finished: datetime | None = None
    as_of: datetime
    reason: str = ""
    """Why the run's clock could be far ahead of the real one, or before the last load."""
    """The run's clock."""
    patronctl: str
    duckdb: str
    pid: int | None = None
    process: str = ""
    """Boot and start time of the process: with `pid` they name one process for ever (`store.run_folder.identity_of`)."""
    properties_sha256: str = ""
    source: SourceFacts | None = None
    circulation: SourceFacts | None = None
    counters: Counters = Counters.model_construct()
    by_site: dict[str, dict[str, int]] = {}
    """Site short name: counter: patrons."""
    messages: dict[str, int] = {}
    """Message code: how many."""
    changed_fields: dict[str, int] = {}
    """Patron field: how many known patrons get another value. New patrons don't count."""
    checks: list[Check] = []
    allowed: list[str] = []
    """Guards that the command line let pass."""
    notes: list[str] = []
    """Things worth saying that are no message of a record: extra columns, nothing retired because …"""
    plan_digest: str = ""
    store_changed: bool = False
    steps: list[Step] = []
    failure: Failure | None = None
    deliveries: list[Delivered] = []
    """What the targets that follow a run received."""
    notifications: list[Notification] = []
    """Who was told, and who could not be."""
    told: bool = False
    """Everybody who is to be told of this run has been tried."""
