"""Who listens to a run: a terminal sees progress, a journal gets JSON lines."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from patronctl.domain.progress import Progress

LogFormat = Annotated[
    Literal["auto", "json", "none"],
    typer.Option("--log-format", help="What goes to standard error: auto is progress on a terminal, JSON lines elsewhere."),
]


def listener(log_format: str) -> "Progress":
    """The listener of a log format."""
    if log_format == "none":
        from patronctl.domain.progress import Quiet

        return Quiet()
    if log_format == "json" or not sys.stderr.isatty():
        from patronctl.views.log import JsonLines

        return JsonLines(sys.stderr)
    from patronctl.cli.common import console
    from patronctl.views.progress import Live

    return Live(console(stderr=True))
