"""The channels of a job for the hour when its configuration can't be loaded: from whatever can still be read of it, or as they were."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from patronctl.config.workspace import LoadedJob
from patronctl.documents.yaml_file import read_yaml
from patronctl.domain.errors import PatronctlError
from patronctl.notify import Channel
from patronctl.notify.channel import BaseChannel
from patronctl.places import Places, private_folder, write_atomically

FOLDER = "alarm"
"""In the state: what is needed to raise an alarm, and who was told of what."""


@dataclass(frozen=True)
class Alarm:
    """Whom to tell about a job. `folder` is the district's: templates and the files of secrets lie there."""

    job: str
    district: str
    title: str
    folder: Path
    channels: Mapping[str, BaseChannel] = field(default_factory=dict)


def alarm_of(loaded: LoadedJob) -> Alarm:
    """The same for a job that could be loaded."""
    channels = {**loaded.district.notify, **loaded.job.notify}
    return Alarm(loaded.job.name, loaded.district.name, loaded.district.title, loaded.folder, channels)


def remember(loaded: LoadedJob, places: Places) -> None:
    """Keep a job's channels in the state, for a night on which the configuration is broken or gone. Secrets stay references."""
    alarm = alarm_of(loaded)
    kept = {
        "district": alarm.district,
        "title": alarm.title,
        "folder": str(alarm.folder),
        "notify": {name: channel.model_dump(mode="json", exclude_none=True) for name, channel in alarm.channels.items()},
    }
    path, text = private_folder(places.state / FOLDER) / f"{alarm.job}.json", json.dumps(kept, indent=1)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        write_atomically(path, text)


def jobs_named(places: Places) -> list[str]:
    """Every job that is remembered or that a file still names."""
    remembered = {path.stem for path in (places.state / FOLDER).glob("*.json") if not path.stem.startswith("told-")}
    return sorted(remembered | {name for _, job in _job_files(places) if isinstance(name := job.get("name"), str)})


def salvage(job: str, places: Places) -> Alarm:
    """A job's channels from what can still be read; without any where nothing can."""
    before = _remembered(job, places)
    folder, named = next(((folder, data) for folder, data in _job_files(places) if data.get("name") == job), (None, {}))
    if folder is None:
        return before
    district = _data(folder / "district.yaml")
    found = {**_channels(district.get("notify")), **_channels(named.get("notify"))}
    title = district.get("title") if isinstance(district.get("title"), str) else before.title
    return Alarm(job, folder.name, str(title or folder.name), folder, {**before.channels, **found})


def _remembered(job: str, places: Places) -> Alarm:
    try:
        kept = json.loads((places.state / FOLDER / f"{job}.json").read_text(encoding="utf-8"))
        return Alarm(job, kept["district"], kept["title"], Path(kept["folder"]), _channels(kept["notify"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Alarm(job, "unknown", "unknown", places.workspace)


def _job_files(places: Places) -> Iterator[tuple[Path, dict[str, Any]]]:
    try:
        files = sorted(places.jobs.glob("*/*.yaml"))
    except OSError:
        return
    for file in files:
        if file.name != "district.yaml" and not file.name.endswith(".properties.yaml"):
            yield file.parent, _data(file)


def _data(file: Path) -> dict[str, Any]:
    """A file's keys; none where it can't be parsed."""
    try:
        document, _ = read_yaml(file, file.name)
    except (OSError, PatronctlError):
        return {}
    return document.value if document and isinstance(document.value, dict) else {}


def _channels(given: object) -> dict[str, BaseChannel]:
    """Those that are right; one with a mistake is of no use, and no reason to do without the others."""
    found: dict[str, BaseChannel] = {}
    for name, settings in given.items() if isinstance(given, dict) else ():
        try:
            found[str(name)] = TypeAdapter(Channel).validate_python(settings)
        except ValidationError:
            continue
    return found
