"""Load and retire: one transaction makes the store what the plan says; a run killed at any instant leaves the old store or the new one."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from patronctl.domain.run_record import RunRecord
from patronctl.places import write_atomically
from patronctl.store.connection import Door
from patronctl.store.schema import STORED
from patronctl.update.context import Context
from patronctl.update.convert import Converted
from patronctl.update.plan import Plan


def prepare(door: Door) -> None:
    """Compute what the load will write, before the transaction begins."""
    door.run("8_load/replaced.sql", fields=STORED)


def load(door: Door, context: Context) -> int:
    """Write patrons, history and sightings; inside the caller's transaction. Answers with the number of patrons seen anew."""
    name = context.loaded.job.name
    door.run("8_load/patron.sql", fields=STORED, job=name, today=context.today, as_of=context.utc)
    door.run("8_load/history.sql", run_id=context.run_id, as_of=context.utc)
    return door.run("8_load/sighting.sql", job=name, is_whole=not context.repair)


def settle(door: Door, context: Context, plan: Plan, record: RunRecord, state: dict[str, Any], converted: Converted) -> None:
    """Move the baseline on and say in the store which run did it; the last statements of the transaction."""
    full = context.update == "full"
    source = record.source
    door.run(
        "8_load/job_state.sql",
        job=context.loaded.job.name,
        is_baseline=not context.repair,
        run_id=context.run_id,
        as_of=context.utc,
        last_full_at=context.utc if full else state["last_full_at"],
        last_full_records_read=plan.counters.records_read if full else state["last_full_records_read"],
        properties_sha256=record.properties_sha256,
        source_sha256=source.sha256 if source else "",
        hashed_by=converted.hashed_by,
        read_by=converted.read_by,
        patron_types=list(plan.patron_types),
        update=context.update,
        committed_at=datetime.now(UTC).replace(tzinfo=None),
        digest=record.plan_digest,
        records_read=plan.counters.records_read,
    )


def password_key(district: Path, *, keep: bool = True) -> str:
    """The district's key for password fingerprints, made at the first run of any kind.

    Who only looks doesn't `keep` a new one: where there is no key yet, no fingerprint is stored that it could be compared with.
    """
    path = district / "password.key"
    if path.exists():
        return path.read_text(encoding="ascii")
    key = secrets.token_hex(32)
    if keep:
        write_atomically(path, key)
    return key
