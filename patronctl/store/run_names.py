"""What the name of a run's folder says: when the run began, and of which job it is. So of thousands only those asked for are read."""

import re
from datetime import UTC, datetime

_NAME = re.compile(r"(\d{8}T\d{6})Z-(.+)-([^-]+)")
_UNKNOWN = "~"


def job_of(run_id: str) -> str | None:
    """The job; None where the name isn't one of ours, and only the record tells."""
    found = _NAME.fullmatch(run_id)
    return found[2] if found else None


def may_be_of(run_id: str, job: str | None) -> bool:
    """Whether the run may be one of the job; None is any."""
    return job is None or job_of(run_id) in (job, None)


def order(run_id: str) -> tuple[str, str, str]:
    """To sort by the moment of the start. A name that isn't one of ours comes after every other: it is read to be told."""
    found = _NAME.fullmatch(run_id)
    return (found[1], found[3], run_id) if found else (_UNKNOWN, _UNKNOWN, run_id)


def started(run_id: str) -> datetime | None:
    """The second in which the run began; None where the name doesn't say it."""
    found = _NAME.fullmatch(run_id)
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
