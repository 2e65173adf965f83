"""One delivery under way: refresh where it is needed, plan, guard, execute, and count what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from patronctl.config.district import District
from patronctl.domain.delivery import DeliveryRecord
from patronctl.domain.errors import BlockedError
from patronctl.store.connection import Door
from patronctl.targets.base import Live
from patronctl.targets.koha import KohaTarget
from patronctl.update.delivery import guards, refresh
from patronctl.update.delivery.execute import Execution
from patronctl.update.delivery.ledger import Ledger
from patronctl.update.delivery.projection import PERSON, project

DIFFERENCES = ("created", "updated", "inactivated", "reactivated", "deleted")


@dataclass(frozen=True)
class Options:
    """What the command line says of one delivery. `refresh` None: only where nothing was ever delivered."""

    dry_run: bool = False
    refresh: bool | None = None
    allow: tuple[str, ...] = ()
    wait_minutes: int = 0


@dataclass(frozen=True)
class Progress:
    """Who is told how far a delivery is."""

    planned: Callable[[str, int], None] = lambda _target, _patrons: None
    done: Callable[[int], None] = lambda _patrons: None
    stopped: Callable[[], bool] = lambda: False


@dataclass
class Delivery:
    """One delivery under way."""

    district: District
    beside: Path
    target: KohaTarget
    options: Options
    door: Door
    record: DeliveryRecord
    progress: Progress
    folder: Path
    names: list[str] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)

    def go(self, live: Live) -> None:
        """Plan, guard, and unless it is a dry run, write. Raises BlockedError before the first write."""
        self._plan(live)
        blocked = [check.name for check in self.record.checks if not (check.passed or check.allowed)]
        if blocked:
            hint = f"Check the counts above. If they are expected, deliver again with {' '.join(f'--allow {name}' for name in blocked)}."
            raise BlockedError(f"blocked by {', '.join(blocked)}; nothing was written to {self.target.name}", hint=hint, code="blocked")
        if not self.options.dry_run:
            self._execute(live)

    def _plan(self, live: Live) -> None:
        door, target = self.door, self.target
        door.run("10_deliver/results.sql")
        self.names = project(door, target)
        known = {row["target"]: row for row in door.rows("10_deliver/target_before.sql")}
        first = not known.get(target.name, {}).get("refreshed_at")
        self.record.refreshed = first if self.options.refresh is None else self.options.refresh or first
        found: dict[str, Any] = {}
        if self.record.refreshed:
            refresh.read(door, live)
            found = refresh.compare(door, target, self.names)
            refresh.refuse_restricted(target, found, self.options.allow)
        else:
            door.run("10_deliver/nobody_met.sql")
        if found:
            missing = {name: found[name] for name in ("missing", "confirmed")}
            self.record.checks += guards.on_effects(target.guards, missing, self.options.allow)
        if found and all(check.passed or check.allowed for check in self.record.checks):
            self._settle(found)
        self._compare(found)

    def _settle(self, found: dict[str, Any]) -> None:
        """A dry run settles too, and rolls back: its plan is the one that the delivery would have."""
        refresh.settle(self.door, self.target, self.names, datetime.now(UTC).replace(tzinfo=None))
        counts = self.record.counts
        counts.adopted, counts.unmanaged, counts.kept_edits = found["adopted"], found["unmanaged"], found["kept_edits"]

    def _compare(self, found: dict[str, Any]) -> None:
        door, target, record = self.door, self.target, self.record
        self._differ()
        door.run("10_deliver/refusals.sql")
        door.run("10_deliver/refused.sql")
        door.run("10_deliver/planned.sql")
        self.counts = door.row("10_deliver/counts.sql", target=target.name, person=list(PERSON))
        record.changed_fields = {row["field"]: row["patrons"] for row in door.rows("10_deliver/changed_fields.sql")}
        record.plan_digest = door.row("10_deliver/digest.sql")["digest"]
        record.counts.desired, record.counts.left_alone = self.counts["desired"], self.counts["left_alone"]
        first = not found.get("confirmed", self.counts["confirmed"])
        base = {**self.counts, "confirmed": 0} if first else self.counts
        record.checks += guards.on_effects(target.guards, base, self.options.allow)
        self._as_planned()

    def _differ(self) -> None:
        """Write `delivery`: desired against confirmed."""
        self.door.run(
            "10_deliver/plan.sql",
            target=self.target.name,
            keep_edits=self.target.keep_edits,
            leave_alone=self.target.leave_alone.categories,
            deletes=self.target.delete == "when_free",
            unique=["cardnumber", "userid"],
            leaver=self._leaver(),
        )

    def _as_planned(self) -> None:
        counts, planned = self.record.counts, self.counts
        for name in DIFFERENCES:
            setattr(counts, name, planned[name])
        differing = sum(planned[name] for name in DIFFERENCES)
        counts.behind = differing + planned["without_key"] + planned["sharing_key"]
        counts.unchanged = max(0, counts.desired - counts.behind - planned["left_alone"] + planned["deleted"])
        self.progress.planned(self.target.name, differing)

    def _leaver(self) -> dict[str, str | None]:
        """What somebody looks like there whom the district deleted."""
        inactive = self.target.inactive
        day_before = date.fromordinal(self.district.date_of(datetime.now(UTC)).toordinal() - 1).isoformat()
        leaver: dict[str, str | None] = {"expiry_date": day_before} if inactive.expire else {}
        return leaver | ({"category_id": inactive.category} if inactive.category else {})

    def _execute(self, live: Live) -> None:
        ledger = Ledger(self.door, self.target.name)
        limits = self.target.limits
        execution = Execution(
            door=self.door,
            live=live,
            ledger=ledger,
            key_field=self.target.key_field,
            leave_alone=self.target.leave_alone.categories,
            keep_edits=self.target.keep_edits,
            leaver=self._leaver(),
            connections=limits.connections,
            stop_after_failures=limits.stop_after_failures,
            today=self.district.date_of(datetime.now(UTC)),
            done=self.progress.done,
            stopped=self.progress.stopped,
        )
        try:
            execution.go()
        finally:
            self._as_done(execution)

    def _as_done(self, execution: Execution) -> None:
        counts = self.record.counts
        ended = {(row["action"], row["outcome"], row["code"]): row["patrons"] for row in self.door.rows("10_deliver/result_counts.sql")}

        def of(action: str, *outcomes: str) -> int:
            return sum(patrons for (name, outcome, _), patrons in ended.items() if name == action and outcome in outcomes)

        counts.created = of("create", "created")
        counts.updated, counts.deleted = of("update", "done"), of("delete", "done")
        counts.inactivated, counts.reactivated = of("inactivate", "done"), of("reactivate", "done")
        counts.adopted = of("adopt", "done")
        counts.kept_edits += len(execution.kept_edits)
        counts.kept = sum(patrons for (_, _, code), patrons in ended.items() if code in ("target_keeps_patron", "target_unknown_standing"))
        counts.failed, counts.writes = execution.failures, execution.writes
        self._differ()
        rest = self.door.row("10_deliver/counts.sql", target=self.target.name, person=list(PERSON))
        counts.behind = sum(rest[name] for name in (*DIFFERENCES, "without_key", "sharing_key"))
