"""Two workspaces, said job by job."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from patronctl.config.district import District
from patronctl.config.workspace import LoadedJob, Workspace
from patronctl.domain.comparison import Change, Comparison
from patronctl.properties.model import Properties
from patronctl.review.comparison import district, guards, properties, retirement, schedule, source
from patronctl.review.comparison.settings import changed
from patronctl.timers.jobs import timed
from patronctl.timers.make_plan import upcoming

JOB_ROWS = [*source.ROWS, *retirement.ROWS, *guards.ROWS]
"""A setting without a row is said plainly, by its path."""


def compare(before: Workspace, after: Workspace, revision: str, now: datetime) -> Comparison:
    """Everything that differs. Jobs are told apart by name."""
    changes = [*_districts(before, after), *_jobs(before, after)]
    moved = {change.about for change in changes if change.topic == "schedule" or (change.topic == "job" and change.about in after.jobs)}
    return Comparison(
        revision=revision,
        changes=changes,
        notes=[f"{revision} had errors of its own; what could not be read there counts as new"] if before.errors else [],
        schedules=[
            up for name in sorted(moved) if after.jobs[name].job.schedule for up in upcoming(timed(after.jobs[name], after.root), now)
        ],
    )


def _jobs(before: Workspace, after: Workspace) -> Iterator[Change]:
    for name in sorted(before.jobs.keys() | after.jobs.keys()):
        old, new = before.jobs.get(name), after.jobs.get(name)
        if new is None:
            yield Change(about=name, topic="job", text="The job is removed", danger="its feed will no longer be loaded")
        elif old is None:
            yield Change(about=name, topic="job", text=f"The job is new, for {new.district.title}")
            yield from _schedule(name, None, new)
        else:
            yield from _job(name, old, new)


def _job(name: str, old: LoadedJob, new: LoadedJob) -> Iterator[Change]:
    if old.district.name != new.district.name:
        yield Change(
            about=name, topic="job", text=f"The job moves to the district {new.district.name}", danger="it loads another patron store"
        )
    yield from _schedule(name, old, new)
    yield from _settings(name, old, new)
    yield from (Change(about=name, topic="properties", text=text, danger=danger) for text, danger in _properties(old, new))


def _schedule(name: str, old: LoadedJob | None, new: LoadedJob) -> Iterator[Change]:
    for text, danger in schedule.sentences(old.job.schedule if old else None, new.job.schedule):
        yield Change(about=name, topic="schedule", text=text, danger=danger)


def _settings(name: str, old: LoadedJob, new: LoadedJob) -> Iterator[Change]:
    one, other = old.job, new.job
    if bool(one.inactivation) != bool(other.inactivation):
        on = bool(other.inactivation)
        text = "The job will retire patrons" if on else "The job no longer retires anybody"
        yield Change(about=name, topic="job settings", text=text, danger="retirement is switched on" if on else "")
        if not on:
            one = one.model_copy(update={"inactivation": None})
    for text, danger in changed(one, other, JOB_ROWS):
        yield Change(about=name, topic="job settings", text=text, danger=danger)
    yield from (Change(about=name, topic="job settings", text=text) for text in _channels(old.job.notify, new.job.notify))


def _properties(old: LoadedJob, new: LoadedJob) -> Iterator[tuple[str, str]]:
    yield from changed(old.properties, new.properties, properties.ROWS)
    before, after = _dump(old.properties), _dump(new.properties)
    for field in sorted(before["fields"].keys() | after["fields"].keys()):
        one, other = before["fields"].get(field), after["fields"].get(field)
        if one != other:
            key = field in ("district_id", "barcode")
            yield properties.field(field, one, other), "patrons may no longer be found by it" if key and one else ""
    for table in sorted(before["maps"].keys() | after["maps"].keys()):
        if before["maps"].get(table) != after["maps"].get(table):
            yield f"The table {table} changes", ""
    if before["skip_records"] != after["skip_records"]:
        yield "Other records are left out (skip_records)", "patrons who are left out may be retired"


def _districts(before: Workspace, after: Workspace) -> Iterator[Change]:
    for name in sorted(before.districts.keys() & after.districts.keys()):
        old, new = before.districts[name].district, after.districts[name].district
        for text, danger in [
            *changed(old, new, district.ROWS),
            *_sites(old, new),
            *((text, "") for text in _channels(old.notify, new.notify)),
        ]:
            yield Change(about=name, topic="district", text=text, danger=danger)
        if old.circulation and not new.circulation:
            yield Change(about=name, topic="district", text="Circulation is no longer read: nobody with unknown transactions is deleted")


def _sites(old: District, new: District) -> Iterator[tuple[str, str]]:
    before = {site.short_name: site for site in old.sites}
    after = {site.short_name: site for site in new.sites}
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield f"The site {name} is removed", "its records will be skipped, and its patrons no longer seen"
        elif name not in before:
            yield f"The site {name} is new", ""
        elif before[name] != after[name]:
            yield f"The site {name} changes: aliases or defaults", ""
    for kind in sorted(old.patron_types.keys() | new.patron_types.keys()):
        one, other = old.patron_types.get(kind), new.patron_types.get(kind)
        if one != other:
            yield f"The patron type {kind} is {other or 'removed'} instead of {one or 'unknown'}", ""


def _channels(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    """Which channels change, without their values: an address may hold a key."""
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            verb = "is new" if name not in old else "is removed" if name not in new else "changes"
            yield f"The notification channel {name} {verb}"


def _dump(given: Properties) -> dict[str, dict[str, object]]:
    return given.model_dump(mode="json", exclude_defaults=True, include={"fields"}) | given.model_dump(
        mode="json", include={"maps", "skip_records"}
    )
