"""Telling people of what no run can tell of itself: a run that crashed, one that never began, one that failed before its record.

What was told lies in the state, `alarm/told-<job>.json`, so that each is told once, whoever looks.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from patronctl.config.channels import FOLDER, Alarm, alarm_of, jobs_named, salvage
from patronctl.config.workspace import LoadedJob, load
from patronctl.domain.errors import PatronctlError
from patronctl.domain.health import BrokenService, Health, JobHealth
from patronctl.domain.run_record import Notification
from patronctl.notify.event import Event, Name
from patronctl.notify.tell import tell
from patronctl.places import Places, private_folder, write_atomically
from patronctl.update.after import measure
from patronctl.update.announce import tell_of_runs

_KEPT = 50
"""How many events of a job are remembered as told."""


def tell_trouble(places: Places, health: Health) -> list[Notification]:
    """Tell the channels of every run that nobody was told of yet, of each missed run and of each service that failed without a record."""
    workspace = load(places.workspace)
    return [note for job in health.jobs for note in _of_job(workspace.job(job.job), job, places)]


def tell_unknown(places: Places, job: str | None, why: PatronctlError, broken: dict[str, BrokenService]) -> list[Notification]:
    """Tell that nobody knows how a job is, or how all of them are, through the channels that can still be found."""
    sent: list[Notification] = []
    for name in [job] if job else jobs_named(places):
        service = broken.get(name)
        words = service.sentence if service else f"Nobody can tell how the job {name} is: {why.message}"
        # Without a failed run to name, once a day: the configuration may stay broken for long.
        digest = hashlib.sha256(why.message.encode(errors="replace")).hexdigest()[:8]
        identifier = _moment(service.started) if service else f"{datetime.now(UTC):%Y%m%d}-{digest}"
        sent += _tell_once(salvage(name, places), "failed", f"{identifier}-{name}", words, why.message if service else why.hint, places)
    return sent


def _of_job(loaded: LoadedJob, health: JobHealth, places: Places) -> Iterator[Notification]:
    with suppress(PatronctlError):  # a folder that we may not write to: what else is wrong is told all the same
        yield from tell_of_runs(loaded, places)
    with suppress(Exception):  # a run that was killed could not write its own
        measure(loaded, places)
    alarm = alarm_of(loaded)
    for missed in health.missed:
        words = f"The {missed.update} update of {missed.due:%a %Y-%m-%d %H:%M} was missed."
        yield from _tell_once(alarm, "missed", f"{_moment(missed.due)}-{health.job}", words, health.hint, places)
    if health.broken_service and health.broken_at:
        yield from _tell_once(alarm, "failed", f"{_moment(health.broken_at)}-{health.job}", health.reasons[0], health.hint, places)


def _tell_once(alarm: Alarm, name: Name, identifier: str, words: str, hint: str, places: Places) -> list[Notification]:
    """Tell the channels that have not been told yet. Where that can't be remembered, rather twice than never."""
    facts = {"district": alarm.district, "district_title": alarm.title, "job": alarm.job, "hint": hint, "headline": words}
    event = Event.model_validate({"id": f"{identifier}-{name}", "event": name, "at": datetime.now(UTC), **facts})
    ledger = _Ledger(places, alarm.job)
    before = ledger.told(event.id)
    sent: list[Notification] = []

    def note(told: Notification) -> None:
        sent.append(told)
        ledger.note(event.id, [*before, *sent])

    tell([event], alarm.channels, alarm.folder, told=before, noted=note)
    return sent


class _Ledger:
    """Who was told of what, for one job."""

    def __init__(self, places: Places, job: str) -> None:
        self._path = places.state / FOLDER / f"told-{job}.json"

    def told(self, event: str) -> list[Notification]:
        try:
            return [Notification.model_validate(note) for note in self._read().get(event, [])]
        except (TypeError, ValueError):
            return []

    def note(self, event: str, notes: Sequence[Notification]) -> None:
        found = {**self._read(), event: [note.model_dump(mode="json") for note in notes]}
        with suppress(OSError, PatronctlError):
            private_folder(self._path.parent)
            write_atomically(self._path, json.dumps(dict(list(found.items())[-_KEPT:]), indent=1))

    def _read(self) -> dict[str, list[object]]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
