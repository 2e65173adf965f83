"""Telling people of what no run can tell of itself: a run that crashed, and one that never began."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from patronctl.config.workspace import LoadedJob, load
from patronctl.domain.health import Health, JobHealth
from patronctl.domain.run_record import Notification
from patronctl.places import Places, private_folder, write_atomically
from patronctl.update.after import measure
from patronctl.update.announce import event_about, tell_now, tell_of_runs


def tell_trouble(places: Places, health: Health) -> list[Notification]:
    """Tell the channels of every run that nobody was told of yet, and of each missed run once."""
    workspace = load(places.workspace)
    return [note for job in health.jobs for note in _of_job(workspace.job(job.job), job, places)]


def _of_job(loaded: LoadedJob, health: JobHealth, places: Places) -> Iterator[Notification]:
    yield from tell_of_runs(loaded, places)
    with suppress(Exception):  # a run that was killed could not write its own
        measure(loaded, places)
    path = private_folder(places.district(health.district)) / f"missed-{health.job}.json"
    told = _told(path)
    for missed in health.missed:
        due = missed.due.isoformat()
        if told.get(missed.update) == due:
            continue
        words = f"The {missed.update} update of {missed.due:%a %Y-%m-%d %H:%M} was missed."
        event = event_about(loaded, "missed", identifier=f"{missed.due:%Y%m%dT%H%M%S}-{health.job}", headline=words)
        yield from (sent := tell_now(loaded, event))
        if all(note.sent_at for note in sent):
            told[missed.update] = due
            write_atomically(path, json.dumps(told))


def _told(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
