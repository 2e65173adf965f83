"""Compare two workspaces, job by job and rule by rule. A new or removed job is compared with the defaults."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from pydantic import BaseModel

from patronctl.config.district import District, Site
from patronctl.config.job import Job
from patronctl.config.workspace import LoadedJob, Workspace
from patronctl.domain.comparison import Change, Comparison
from patronctl.review.comparison import channels, district, job, properties, schedule, targets
from patronctl.review.comparison.leaves import flat, sentences, usual, without
from patronctl.review.comparison.row import Row
from patronctl.timers.jobs import timed
from patronctl.timers.make_plan import upcoming

Told = Iterator[tuple[str, str]]


def compare(before: Workspace, after: Workspace, revision: str, now: datetime) -> Comparison:
    """Everything that differs. Jobs are matched by name."""
    changes = [*_districts(before, after), *_jobs(before, after)]
    moved = {change.about for change in changes if change.topic == "schedule" and change.about in after.jobs}
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
            assert old is not None
            yield from _removed(name, old)
        else:
            yield from _job(name, old, new)


def _removed(name: str, old: LoadedJob) -> Iterator[Change]:
    yield Change(about=name, topic="job", text="The job is removed", danger="its feed will no longer be loaded")
    for text, _ in schedule.sentences(old.job.schedule, None):
        yield Change(about=name, topic="schedule", text=text)
    for text, _ in _no_longer(job.ROWS, old.job):
        yield Change(about=name, topic="job settings", text=text)


def _job(name: str, old: LoadedJob | None, new: LoadedJob) -> Iterator[Change]:
    if old is None:
        yield Change(about=name, topic="job", text=f"The job is new, for {new.district.title}")
    elif old.district.name != new.district.name:
        text = f"The job moves to the district {new.district.name}"
        yield Change(about=name, topic="job", text=text, danger="it loads another patron store")
    for text, danger in schedule.sentences(old.job.schedule if old else None, new.job.schedule):
        yield Change(about=name, topic="schedule", text=text, danger=danger)
    for text, danger in _settings(old.job if old else None, new.job):
        yield Change(about=name, topic="job settings", text=text, danger=danger)
    for text, danger in properties.told(old.properties if old else None, new.properties, new.job.inactivation):
        yield Change(about=name, topic="properties", text=text, danger=danger)


def _settings(old: Job | None, new: Job) -> Told:
    before = usual(new) | flat(old)
    if new.inactivation and not (old and old.inactivation):
        yield "The job will retire patrons", "retirement is switched on"
    elif old and old.inactivation and not new.inactivation:
        yield "The job no longer retires anybody", ""
        before = without(before, "inactivation")
    yield from sentences(job.ROWS, before, flat(new), new=old is None)
    yield from _channels(old.notify if old else {}, new.notify)


def _districts(before: Workspace, after: Workspace) -> Iterator[Change]:
    for name in sorted(before.districts.keys() | after.districts.keys()):
        old, new = (found.districts[name].district if name in found.districts else None for found in (before, after))
        for text, danger in _district(old, new):
            yield Change(about=name, topic="district", text=text, danger=danger)


def _district(old: District | None, new: District | None) -> Told:
    if new is None:
        assert old is not None
        yield f"The district {old.title} is removed", "its patrons will no longer be updated"
        yield from _no_longer(district.ROWS, old)
        return
    if old is None:
        yield f"The district {new.title} is new", ""
    before = usual(new) | flat(old)
    if new.circulation and not (old and old.circulation):
        yield "Circulation will be read", "rules that ask about transactions can delete now"
    elif old and old.circulation and not new.circulation:
        yield "Circulation is no longer read: nobody with unknown transactions is deleted", ""
        before = without(before, "circulation")
    yield from sentences(district.ROWS, before, flat(new), new=old is None)
    yield from _sites(old.sites if old else [], new.sites)
    yield from _patron_types(old.patron_types if old else {}, new.patron_types)
    yield from targets.told(old.targets if old else [], new.targets)
    yield from _channels(old.notify if old else {}, new.notify)


def _sites(old: list[Site], new: list[Site]) -> Told:
    before, after = ({site.short_name: site for site in sites} for sites in (old, new))
    for name in [*after, *(gone for gone in before if gone not in after)]:
        if name not in after:
            yield f"The site {name} is removed", "its records will be skipped, and its patrons no longer seen"
        elif name not in before:
            yield f"The site {name} is new: {after[name].title}", ""
        else:
            yield from _each(f"The site {name}", district.SITE_ROWS, before[name], after[name])
    yield from _codes_that_move(before, after)


def _codes_that_move(before: Mapping[str, Site], after: Mapping[str, Site]) -> Told:
    old, new = ({code: name for name, site in sites.items() for code in (name, *site.aliases)} for sites in (before, after))
    for code in sorted(old.keys() & new.keys()):
        if old[code] != new[code]:
            yield f"The code {code} means the site {new[code]} (was {old[code]})", "patrons move to another site"


def _patron_types(old: Mapping[str, str], new: Mapping[str, str]) -> Told:
    for kind in sorted(old.keys() | new.keys()):
        if kind not in new:
            yield f"The patron type {kind} is removed", "patrons of this type are treated as of an unknown one"
        elif kind not in old:
            yield f"The patron type {kind} is new, for the persona {new[kind]}", ""
        elif old[kind] != new[kind]:
            yield f"The patron type {kind} is of the persona {new[kind]} (was {old[kind]})", district.SCOPE


def _channels(old: Mapping[str, BaseModel], new: Mapping[str, BaseModel]) -> Told:
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield f"The notification channel {name} is removed", "its events are no longer reported"
        elif name not in old:
            yield f"The notification channel {name} is new", ""
        elif old[name] != new[name]:
            yield from _each(f"The notification channel {name}", channels.ROWS, old[name], new[name])


def _each(what: str, rows: Mapping[str, Row], old: BaseModel, new: BaseModel) -> Told:
    for text, danger in sentences(rows, flat(old), flat(new)):
        yield f"{what}: {text}", danger


def _no_longer(rows: Mapping[str, Row], old: Job | District) -> Told:
    """What went with a job or district, beside what it had by default."""
    before, default = flat(old), usual(old)
    for path, row in rows.items():
        value = before.get(path)
        if value not in (None, False) and value != default.get(path):
            said = row.now(value)
            yield f"No longer: {said[0].lower()}{said[1:]}", ""
