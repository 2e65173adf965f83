"""Times as people read them: in the district's zone, and the zone is named."""

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def local_time(moment: datetime, timezone: str) -> str:
    """`2026-11-23 02:30 CST`. A zone that this machine doesn't know leaves the moment as it is, UTC as a rule."""
    with suppress(ZoneInfoNotFoundError, ValueError):
        moment = moment.astimezone(ZoneInfo(timezone))
    return f"{moment:%Y-%m-%d %H:%M %Z}".rstrip()
