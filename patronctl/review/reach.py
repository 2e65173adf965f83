"""Count, by site, the patrons in the store that a change would affect. No feed is read, and no name leaves the store."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from patronctl.config.workspace import LoadedJob, Workspace
from patronctl.domain.comparison import Comparison, Reach, SiteReach
from patronctl.domain.errors import PatronctlError
from patronctl.places import Places
from patronctl.store.connection import Door
from patronctl.store.private_copy import private_copy
from patronctl.store.reading import reading
from patronctl.update.retirement.policy import make_policy
from patronctl.update.retirement.rules import ASKED_BY_FEED, RULES


def with_reach(found: Comparison, before: Workspace, after: Workspace, places: Places, now: datetime) -> Comparison:
    """The comparison with the counts of each job that changed; a note for a job whose district has no store here."""
    reach: list[Reach] = []
    notes = list(found.notes)
    about = {change.about for change in found.changes}
    for name, job in sorted(after.jobs.items()):
        if not about & {name, job.district.name}:
            continue
        if not places.store(job.district.name).exists():
            notes.append(f"{name}: there is no patron store of {job.district.name} in {places.state}, so patrons are not counted")
            continue
        try:
            reach += _of_job(found, before.jobs.get(name), job, places, now)
        except PatronctlError as error:
            notes.append(f"{name}: patrons are not counted: {error.message}")
    return found.model_copy(update={"reach": reach, "notes": list(dict.fromkeys(notes))})


def _of_job(found: Comparison, old: LoadedJob | None, new: LoadedJob, places: Places, now: datetime) -> Iterator[Reach]:
    with private_copy(places, "reach", new.district.name) as folder, reading(places.store(new.district.name), folder) as door:
        door.run("review/snapshot.sql")
        for table, job in (("reached_before", old), ("reached_after", new)):
            _reached(door, table, job or new._replace(job=new.job.model_copy(update={"inactivation": None})), now)
        rows = door.rows("review/reached_by_site.sql")
        for action in dict.fromkeys(row["action"] for row in rows):
            sites = {str(row["site"]): SiteReach(before=row["before"], after=row["after"]) for row in rows if row["action"] == action}
            yield Reach(about=new.job.name, what=action, sites=sites)
        if any(change.topic == "properties" and change.danger and change.about == new.job.name for change in found.changes):
            fed = {str(row["site"]): SiteReach(before=row["patrons"], after=row["patrons"]) for row in _fed(door, new)}
            yield Reach(about=new.job.name, what="in_the_last_feed", sites=fed)


def _fed(door: Door, job: LoadedJob) -> list[dict[str, Any]]:
    return door.rows("review/fed_by_site.sql", job=job.job.name)


def _reached(door: Door, table: str, job: LoadedJob, now: datetime) -> None:
    rules = [rule for rule in RULES if rule is not ASKED_BY_FEED]
    make_policy(door, job.job, job.district, as_of=now)
    door.run("6_retire/candidate.sql")
    for rule in rules:
        door.run(rule.file)
    door.run("review/reached.sql", table=table, rules=rules)
