"""Who was told, on a terminal."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from patronctl.domain.run_record import Notification
from patronctl.views.text import plain_table


def sent_table(notifications: Sequence[Notification]) -> RenderableType:
    """One line a channel: arrived, or why not."""
    if not notifications:
        return Text("This job has no channel. See docs/notifications.md.")
    table = plain_table("Channel", "Event", "What became of it")
    for note in notifications:
        arrived = Text("sent", style="green") if note.sent_at else Text(f"failed: {note.error}", style="red")
        table.add_row(Text(note.channel), note.event, arrived)
    return table
