"""Tell of runs that could not tell themselves, because they did not start or were killed: each once, to the channels of their job."""

import json
from datetime import UTC, datetime
from pathlib import Path

from patronctl.config.workspace import LoadedJob, load
from patronctl.domain.health import JobHealth
from patronctl.domain.run_record import Notification
from patronctl.notify.event import Event
from patronctl.notify.tell import tell
from patronctl.places import Places, private_folder, write_atomically
from patronctl.update.announce import channels_of, event_about, tell_of_runs
from patronctl.watch.status import status

LEDGER = "missed.json"


def tell_missed(places: Places, *, now: datetime | None = None) -> list[Notification]:
    """Look for missed and killed runs of all jobs and tell of those that nobody was told of; answers with what was sent and what failed."""
    health = status(places, now=now)
    workspace = load(places.workspace)
    killed = [note for loaded in workspace.jobs.values() for note in tell_of_runs(loaded, places, outcomes=["interrupted", "canceled"])]
    return killed + [note for found in health.jobs if found.missed for note in _tell_of(found, workspace.jobs[found.job], places)]


def _tell_of(found: JobHealth, loaded: LoadedJob, places: Places) -> list[Notification]:
    """The latest missed time of a job. What was told of it lies in the district's folder, one entry a job."""
    due = max(run.due for run in found.missed).astimezone(UTC)
    event = _event(loaded, found, f"{due:%Y%m%dT%H%M%SZ}-{found.job}")
    path = private_folder(places.district(found.district)) / LEDGER
    ledger = _read(path)
    before = [Notification.model_validate(note) for note in ledger.get(found.job, {}).get(event.id, [])]
    sent: list[Notification] = []

    def note(told: Notification) -> None:
        sent.append(told)
        ledger[found.job] = {event.id: [one.model_dump(mode="json") for one in [*before, *sent]]}
        write_atomically(path, json.dumps(ledger, indent=1))

    tell([event], channels_of(loaded), loaded.folder, told=before, noted=note)
    return sent


def _event(loaded: LoadedJob, found: JobHealth, identifier: str) -> Event:
    words = " ".join(reason for reason in found.reasons if "missed" in reason)
    event = event_about(loaded, "missed", identifier=identifier, headline=words)
    return event.model_copy(update={"hint": found.hint})


def _read(path: Path) -> dict[str, dict[str, list[object]]]:
    try:
        found: dict[str, dict[str, list[object]]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
