"""Deliver: bring a library system to what the patron store holds. Outside of the load's transaction; a target that fails undoes nothing."""

import secrets as random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from patronctl import files
from patronctl.config.district import District
from patronctl.domain.delivery import DeliveryRecord
from patronctl.domain.errors import BlockedError, ConfigurationError, PatronctlError
from patronctl.domain.run_record import Failure
from patronctl.places import Places, private_folder, privately, write_atomically
from patronctl.store.connection import Door, open_store
from patronctl.store.lock import district_lock
from patronctl.targets import Target
from patronctl.targets.base import Live
from patronctl.targets.file import FileTarget
from patronctl.targets.koha import KohaTarget
from patronctl.targets.koha_client import KohaClient
from patronctl.update.delivery.delivery import Delivery, Options, Progress
from patronctl.update.delivery.file import FileDelivery
from patronctl.update.target_health import targets_of
from patronctl.views import metrics

NOBODY = Progress()
LEAST_KEPT = 50
"""Records of deliveries that stay; older ones are removed by the next."""


def deliver(
    district: District,
    beside: Path,
    target: Target,
    places: Places,
    options: Options,
    progress: Progress = NOBODY,
    live: Live | None = None,
) -> DeliveryRecord:
    """Deliver to one target; the record says how it ended. `beside` is the folder from which secret files count.

    Raises AlreadyRunningError where another process holds the district; KeyboardInterrupt after a stop, with everything confirmed.
    """
    holder = f"a delivery to {target.name}"
    state = private_folder(places.district(district.name))
    with privately(), district_lock(state, district.name, holder, patience=options.wait_minutes * 60):
        record = _record(district, target, options)
        folder = private_folder(state / "deliveries" / record.delivery_id)
        _write(folder, record)
        with _recorded(record, folder):
            _deliver(district, beside, target, places, options, progress, live, record, folder)
        _remove_old(folder.parent)
        if district.metrics_folder and not options.dry_run:
            metrics.write_targets((beside / district.metrics_folder).resolve(), targets_of(district, places))
    return record


def _deliver(
    district: District,
    beside: Path,
    target: Target,
    places: Places,
    options: Options,
    progress: Progress,
    live: Live | None,
    record: DeliveryRecord,
    folder: Path,
) -> None:
    store = places.store(district.name)
    if not store.exists():
        raise ConfigurationError(f"district {district.name} has no patrons yet", hint="Run a job first: `patronctl run JOB`.")
    with (
        open_store(store, reach=[folder], scratch=private_folder(folder / "scratch"), patience=options.wait_minutes * 60) as door,
        # A dry run plans in a transaction that is rolled back: the same statements, and nothing stays.
        _rolled_back(door) if options.dry_run else _state_settled(door, target, record),
    ):
        if isinstance(target, FileTarget):
            _file(FileDelivery(district, beside, target, options, door, record, progress, folder))
        else:
            _live(Delivery(district, beside, target, options, door, record, progress, folder), live)


def _file(delivery: FileDelivery) -> None:
    try:
        delivery.go()
        delivery.record.outcome = "succeeded"
    finally:
        files.remove_tree(delivery.folder / "out", ignore_errors=True)


def _live(delivery: Delivery, live: Live | None) -> None:
    session = live or connect(delivery.target, delivery.beside)
    try:
        _go(delivery, session)
    finally:
        session.close()


@contextmanager
def _state_settled(door: Door, target: Target, record: DeliveryRecord) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        _fail(record, error)
        raise
    finally:
        _settle_state(door, target, record)


def _go(delivery: Delivery, live: Live) -> None:
    try:
        delivery.go(live)
        record = delivery.record
        record.outcome = "succeeded" if record.dry_run or not record.counts.failed else "partial"
    finally:
        delivery.record.messages = _messages(delivery.door)
        _entries(delivery)


def _messages(door: Door) -> dict[str, int]:
    messages: dict[str, int] = {}
    for row in door.rows("10_deliver/result_counts.sql"):
        if row["code"]:
            messages[row["code"]] = messages.get(row["code"], 0) + row["patrons"]
    return messages


def _entries(delivery: Delivery) -> None:
    delivery.door.run("10_deliver/entries.sql", path=str(delivery.folder / "entries.parquet"))


def connect(target: KohaTarget, beside: Path) -> KohaClient:
    """Sign in with the secrets that the target names. Raises ConfigurationError where one can't be had."""
    first = target.client_id or target.password
    second = target.client_secret or target.password
    assert first is not None
    assert second is not None
    return KohaClient(target, (first.resolve(beside), second.resolve(beside)))


class _UndoError(Exception):
    """Ends a dry run's transaction."""


@contextmanager
def _rolled_back(door: Door) -> Iterator[None]:
    with suppress(_UndoError), door.transaction():
        yield
        raise _UndoError


@contextmanager
def _recorded(record: DeliveryRecord, folder: Path) -> Iterator[None]:
    """Whatever happens becomes the delivery's outcome; a stop and a bug are raised again."""
    try:
        yield
    except BaseException as error:
        _fail(record, error)
        if not isinstance(error, PatronctlError):
            raise
    finally:
        record.finished = datetime.now(UTC)
        _write(folder, record)


def _fail(record: DeliveryRecord, error: BaseException) -> None:
    if isinstance(error, KeyboardInterrupt):
        record.outcome = "canceled"
    elif isinstance(error, PatronctlError):
        record.outcome = "blocked" if isinstance(error, BlockedError) else "failed"
        record.failure = Failure(code=error.code, message=error.message, hint=error.hint, step="deliver", exit_code=error.exit_code)
    else:
        record.outcome = "failed"
        record.failure = Failure(code="unexpected", message=f"The delivery failed with {type(error).__name__}", step="deliver")


def _record(district: District, target: Target, options: Options) -> DeliveryRecord:
    now = datetime.now(UTC)
    return DeliveryRecord(
        delivery_id=f"{now:%Y%m%dT%H%M%S}{now.microsecond:06d}Z-{target.name}-{random.token_hex(3)}",
        district=district.name,
        target=target.name,
        type=target.type,
        dry_run=options.dry_run,
        started=now,
        timezone=district.timezone,
        allowed=list(options.allow),
    )


def _write(folder: Path, record: DeliveryRecord) -> None:
    write_atomically(folder / "delivery.json", record.model_dump_json(indent=2) + "\n")


def _settle_state(door: Door, target: Target, record: DeliveryRecord) -> None:
    error = record.failure.message if record.failure else None
    with door.transaction():
        door.run(
            "10_deliver/target_state.sql",
            target=target.name,
            delivered_at=_now(),
            refreshed_at=_now() if record.refreshed and record.outcome != "running" else None,
            in_step_at=_now() if record.counts.behind == 0 and record.outcome == "succeeded" else None,
            behind=record.counts.behind,
            outcome=record.outcome,
            error=error,
        )


def _remove_old(folder: Path) -> None:
    for old in sorted((child for child in folder.iterdir() if child.is_dir()), key=lambda child: child.name)[:-LEAST_KEPT]:
        files.remove_tree(old, ignore_errors=True)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
