"""Tell the channels. Whatever happens here is noted and goes no further: a notification that fails never fails a run."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from patronctl.domain.errors import PatronctlError
from patronctl.domain.run_record import Notification
from patronctl.notify.channel import BaseChannel, SendError
from patronctl.notify.event import Event
from patronctl.notify.wording import word

TIMEOUT = 10.0
PAUSES: tuple[float, ...] = (1.0, 4.0)


def tell(
    events: Sequence[Event],
    channels: Mapping[str, BaseChannel],
    folder: Path,
    *,
    told: Sequence[Notification] = (),
    noted: Callable[[Notification], None],
    pauses: Sequence[float] = PAUSES,
) -> None:
    """Tell each channel the first of the events that it wants, unless `told` says that it was told one.

    `folder` is the district's: templates and the files of secrets lie there. `noted` is called after each channel, so that what
    was sent is known also after a crash.
    """
    done = {note.channel for note in told if note.sent_at}
    for name, channel in channels.items():
        event = next((event for event in events if event.event in channel.events or event.event == "test"), None)
        if event and name not in done:
            noted(_tell(name, channel, event, folder, pauses))


def _tell(name: str, channel: BaseChannel, event: Event, folder: Path, pauses: Sequence[float]) -> Notification:
    error = ""
    for pause in (*pauses, None):
        try:
            channel.send(word(event, folder), folder, TIMEOUT)
            return Notification(event=event.event, channel=name, sent_at=datetime.now(UTC))
        except SendError as failed:
            error = str(failed)
            if not failed.again or pause is None:
                break
            time.sleep(pause)
        except PatronctlError as failed:
            error = failed.message
            break
        except Exception as failed:
            error = f"{type(failed).__name__}"
            break
    return Notification(event=event.event, channel=name, error=error)
