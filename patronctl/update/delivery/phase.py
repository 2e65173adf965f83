"""What every phase of a delivery shares: work on all connections, read back what was written, count failures."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from unicodedata import combining, normalize

from patronctl.domain.errors import PatronctlError
from patronctl.store.connection import Door
from patronctl.targets.base import Fields, Held, Live, RefusedError, TargetError, UnclearError, UnreachableError
from patronctl.update.delivery.ledger import Confirmation, Ledger, Result, Row, text

ROUNDS = 4
DROPPABLE = {"target_userid_in_use": "userid"}
"""Refused for one field that a patron can do without: everything else is delivered."""


class TooManyFailuresError(PatronctlError):
    """So many patrons failed that it isn't them."""


@dataclass
class Phase:
    """One delivery under way. `stopped` answers whether somebody asked to stop; asked between two patrons."""

    door: Door
    live: Live
    ledger: Ledger
    key_field: str
    leave_alone: Sequence[str]
    keep_edits: Sequence[str]
    leaver: Fields
    connections: int
    stop_after_failures: int
    today: date
    done: Callable[[int], None]
    stopped: Callable[[], bool] = lambda: False
    failures: int = 0
    writes: int = 0
    kept_edits: set[int] = field(default_factory=set)
    pool: ThreadPoolExecutor = field(init=False)

    def _each(self, batch: list[Row], work: Callable[[Row], object]) -> Iterator[tuple[Row, object]]:
        """Do the work for each row on all connections; a stop or a failing target lets what is under way finish first."""
        waiting = iter(batch)
        running: dict[Future[object], Row] = {}
        fatal: BaseException | None = None

        def more() -> None:
            while fatal is None and len(running) < self.connections and not self.stopped():
                row = next(waiting, None)
                if row is None:
                    return
                running[self.pool.submit(work, row)] = row

        more()
        while running:
            for future in as_completed(list(running)):
                row = running.pop(future)
                self.writes += 1
                try:
                    outcome: object = future.result()
                except (RefusedError, UnclearError) as error:
                    outcome = error
                except (TargetError, UnreachableError) as error:
                    fatal = fatal or error
                    self.ledger.refuse(row, "target_unclear")
                    continue
                yield row, outcome
                more()
                break
        if fatal is not None:
            raise fatal
        if self.stopped():
            raise KeyboardInterrupt

    def _read_back(self, written: list[tuple[Row, str, Fields]], outcome: str) -> None:
        """What the target made of it is what the next refresh compares with."""
        if not written:
            return
        held: dict[str, Held] = {}
        with suppress(UnreachableError):
            held = {one.remote_id: one for one in self.live.by_ids([remote_id for _, remote_id, _ in written])}
        for row, remote_id, sent in written:
            now = held.get(remote_id)
            there = {name: now.fields.get(name) for name in row.wanted or row.held} if now else {**row.held, **sent}
            before = row.held.get("expiry_date") if row.action == "inactivate" else row.expiry_before
            inactive = row.was_inactive if row.action == "release" else row.inactive
            category = now.category if now else row.category or ""
            self.ledger.confirmations[row.patron_id] = Confirmation(row.patron_id, remote_id, inactive, category, sent, there, before)
            self.ledger.results.append(_told(row, outcome))

    def _believe(self, batch: list[Row], there: dict[str, Held]) -> None:
        """A target that shows less than half of a batch has not lost them; the account sees less than before."""
        missing = sum(row.remote_id not in there for row in batch)
        if missing > max(5, len(batch) // 2):
            raise TargetError(
                f"the target no longer shows {missing} of {len(batch)} patrons that it confirmed",
                hint="See whether the account may still see the patrons of every library, then deliver with --refresh.",
                code="target_missing",
            )

    def _refused(self, row: Row, error: object) -> None:
        if isinstance(error, RefusedError):
            self._failed(row, error.code, error.words)
        else:
            self._failed(row, "target_refused")

    def _refuse(self, row: Row, code: str) -> None:
        self.ledger.refuse(row, code)

    def _failed(self, row: Row, code: str, words: str | None = None) -> None:
        self.ledger.refuse(row, code, words)
        self.failures += 1
        if self.failures >= self.stop_after_failures:
            raise TooManyFailuresError(
                f"{self.failures} patrons failed, so the delivery stopped",
                hint="Look at the messages; when the target is in order again, deliver once more. Nothing is lost.",
                code="target_failures",
            )


def same(value: str | None) -> str:
    """A value as the target compares it: without case, accents and blanks at the ends. Like 10_deliver/same.sql."""
    decomposed = normalize("NFD", (value or "").strip().lower())
    return "".join(character for character in decomposed if not combining(character))


def _told(row: Row, outcome: str) -> Result:
    before = text({name: row.held.get(name) for name in row.fields}) if row.remote_id else None
    return Result(row.patron_id, row.key, row.action, outcome, before=before, after=text(row.fields))
