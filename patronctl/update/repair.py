"""A corrected quarantine file, loaded by the job that skipped its records: `patronctl run JOB --repair FILE`.

It is a small file by nature and says nothing of anybody else. So it is an incremental update without the gates that compare feeds, it
is no baseline for the next one, and nobody counts as missing for not being in it.
"""

import csv
from pathlib import Path

from patronctl.config.workspace import LoadedJob
from patronctl.domain.errors import ConfigurationError, FeedError
from patronctl.domain.messages import MESSAGES
from patronctl.places import real
from patronctl.properties.model import Properties
from patronctl.sources.directory import DirectorySource

ADDED = ("patronctl_code", "patronctl_reason", "patronctl_line", "patronctl_text")
"""The columns of a quarantine file behind the feed's own."""
_LONGEST = 1 << 20


def repairing(loaded: LoadedJob, file: Path) -> LoadedJob:
    """The job, reading the quarantine file instead of its source. Raises ConfigurationError for a name that can't be meant literally."""
    path = real(file)
    if set(path.name) & set("*?{}"):
        raise ConfigurationError(f"--repair {file}: the name has a sign that stands for other names", hint="Rename it without * ? { }.")
    source = DirectorySource.model_construct(type="directory", folder=str(path.parent), file=path.name)
    gates, guards = loaded.job.gates.without_last_feed(), loaded.job.guards.for_a_part()
    job = loaded.job.model_copy(update={"source": source, "gates": gates, "guards": guards, "after_run": "leave"})
    return loaded._replace(job=job, properties=loaded.properties.model_copy(update={"skip_rows": 0}))


def is_quarantine(feed: Path, properties: Properties) -> bool:
    """Whether a UTF-8 feed is a quarantine file of ours, by its first line: its header, or the codes that a skipped record was given."""
    with feed.open(encoding="utf-8", newline="") as file:
        first = file.readline(_LONGEST)
        if ADDED[0] in first:
            return True
        if properties.header:
            return False
        file.seek(0)
        try:
            cells = next(csv.reader(file, delimiter=properties.delimiter, quotechar=properties.quote), [])
        except csv.Error:
            return False
    return len(cells) > len(ADDED) and _names_codes(cells[-len(ADDED)])


def _names_codes(cell: str) -> bool:
    return bool(cell.strip()) and all(code in MESSAGES for code in cell.split())


def refuse_quarantine(called: str, job: str) -> None:
    """Raise the FeedError for a quarantine file that lies where the feed should."""
    raise FeedError(
        f"{called} is a quarantine file, not a feed: it has only the records that were skipped",
        hint=f"Put the feed back, and load the corrected quarantine file with `patronctl run {job} --repair FILE`.",
        code="feed_is_quarantine",
    )


def refuse_other(called: str) -> None:
    """Raise the FeedError for a file that was given to --repair and is none of ours."""
    raise FeedError(
        f"{called} is not a quarantine file: its header has no column {ADDED[0]}",
        hint="Give the `quarantine.csv` of a run's folder, with all its columns; those behind the feed's own may stay as they are.",
        code="not_a_quarantine",
    )
