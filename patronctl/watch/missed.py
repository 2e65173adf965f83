"""`patronctl notify missed`: the same look as `status --notify`, for a timer or cron."""

from datetime import datetime

from patronctl.domain.run_record import Notification
from patronctl.places import Places
from patronctl.watch.alarm import tell_trouble
from patronctl.watch.status import status


def tell_missed(places: Places, *, now: datetime | None = None) -> list[Notification]:
    """Look at all jobs and tell of what nobody was told of; answers with what was sent and what failed."""
    return tell_trouble(places, status(places, now=now))
