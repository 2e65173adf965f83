"""`patronctl plan --against REV`: what the working tree would change, where no systemd and no patron is at hand."""

from datetime import datetime
from pathlib import Path

from patronctl.config.workspace import Workspace, load
from patronctl.domain.comparison import Comparison
from patronctl.domain.errors import ConfigurationError
from patronctl.places import Places
from patronctl.review.comparison.compare import compare
from patronctl.review.comparison.revision import changed_districts, checked_out
from patronctl.review.reach import with_reach


def against(places: Places, revision: str, now: datetime, *, count: bool = False) -> Comparison:
    """Compare the districts that differ. `count`: also count the patrons in the stores that the changes would affect.

    Raises ConfigurationError while the districts have errors, or where git can't show the revision.
    """
    districts = changed_districts(places.workspace, revision)
    after = _load(places.workspace, districts)
    if after.errors:
        raise ConfigurationError("The configuration has errors, so nothing is compared", problems=after.errors)
    with checked_out(places.workspace, revision, districts) as folder:
        before = _load(folder, districts)
        found = compare(before, after, revision, now)
        return with_reach(found, before, after, places, now) if count else found


def _load(workspace: Path, districts: list[str] | None) -> Workspace:
    """The workspace, or these districts of it; one that is not there is none."""
    if districts is None:
        return load(workspace)
    folders = [workspace / "jobs" / name for name in districts]
    there = [folder for folder in folders if folder.is_dir()]
    return load(workspace, there) if there else Workspace(workspace)
