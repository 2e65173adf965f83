"""A server and jobs to make units of."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from patronctl.domain.schedule import Schedule
from patronctl.timers.job import Server, TimedJob

SERVER = Server(Path("/srv/workspace"), Path("/var/lib/patronctl"), ("/opt/patronctl/bin/patronctl",), account="patronctl")
STUDENTS = TimedJob(
    name="lincoln-students",
    title="Lincoln Unified School District",
    file="jobs/lincoln/students.yaml",
    district="lincoln",
    timezone="America/Chicago",
    schedule=Schedule(time="02:30", full=["sat"], incremental=["mon", "tue", "wed", "thu", "fri"]),
    reads=(Path("/srv/feeds"),),
)
STAFF = replace(STUDENTS, name="lincoln-staff", file="jobs/lincoln/staff.yaml", schedule=Schedule(time="03:30", full=["sun"]))


def schedule(time: str = "02:30", full: Sequence[str] = (), incremental: Sequence[str] = (), jitter_minutes: int = 0) -> Schedule:
    """A schedule from plain words."""
    return Schedule(time=time, full=[*full], incremental=[*incremental], jitter_minutes=jitter_minutes)
