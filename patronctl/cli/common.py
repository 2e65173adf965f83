"""What the commands share: the options that say where things lie, the consoles, and how an error looks."""

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from patronctl.domain.text import finished, visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from patronctl.domain.errors import PatronctlError
    from patronctl.places import Places

Workspace = Annotated[
    Path | None,
    typer.Option(envvar="PATRONCTL_WORKSPACE", show_default="the current folder, or the nearest above it", help="Where jobs/ lies."),
]
State = Annotated[
    Path | None,
    typer.Option(envvar="PATRONCTL_STATE", show_default="/var/lib/patronctl as root", help="The folder of stores and runs."),
]
Format = Annotated[Literal["text", "json"], typer.Option("--format", help="For people, or for programs.")]

ShowWho = Annotated[
    str,
    typer.Option(
        "--show", metavar="N|all", show_default="20 of a dry run", help="Name the first so many patrons of each action, with what changes."
    ),
]


def count_shown(asked: str, default: int) -> int:
    """How many patrons of each action `--show` asks for. Raises a usage error for what is neither a number nor `all`."""
    if asked == "all":
        return 1_000_000_000
    if asked and not (asked.isascii() and asked.isdigit()):
        raise typer.BadParameter(f"{asked} is neither a number nor all", param_hint="--show")
    return int(asked) if asked else default


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C and SIGTERM wait meanwhile: DuckDB's library does not survive one while it is being loaded."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def command_app(help: str | None = None, **settings: Any) -> typer.Typer:
    """The `app` of a command's module: plain help, no tracebacks of Typer's own."""
    return typer.Typer(help=help, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False, **settings)


def places(workspace: Path | None, state: Path | None) -> "Places":
    """Where things lie. For commands that only look, and for those that need root's powers themselves."""
    from patronctl.account import refuse_public
    from patronctl.places import Places

    where = Places.of(workspace, state)
    refuse_public(where.state)
    return where


def owned_places(workspace: Path | None, state: Path | None) -> "Places":
    """The same for commands that work in the state: root goes on as the account that owns it, so that nothing there becomes root's."""
    from patronctl.account import become_owner

    where = places(workspace, state)
    become_owner(where)
    return where


def show(what: "RenderableType") -> None:
    """Print to standard output. JSON and other finished text goes out as it is; everything else is laid out for the terminal."""
    if isinstance(what, str):
        typer.echo(finished(what))
    else:
        console().print(what, crop=False)


def show_piece_by_piece(pieces: Iterable[str]) -> None:
    """Print finished text as it comes: the whole of it may be gigabytes."""
    for piece in pieces:
        typer.echo(piece, nl=False)
    typer.echo()


def console(*, stderr: bool = False) -> "Console":
    """A console that knows pipes, NO_COLOR and narrow terminals. Numbers and paths are not recolored."""
    from patronctl.views.terminal import Console

    return Console(stderr=stderr, soft_wrap=False)


def show_error(error: "PatronctlError") -> int:
    """Print an error, its problems and its hint once, to standard error; answers with the exit code."""
    for problem in getattr(error, "problems", ()):
        typer.echo(visible(str(problem)), err=True)
    typer.echo(_marked("error: ", fg="red", bold=True) + visible(error.message), err=True)
    if error.hint:
        typer.echo(_marked("hint: ", bold=True) + visible(error.hint), err=True)
    return int(error.exit_code)


def colorful(*, stderr: bool = False) -> bool:
    """May there be colors? Not in a pipe, not on a plain terminal, and not where NO_COLOR is set."""
    stream = sys.stderr if stderr else sys.stdout
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _marked(text: str, **style: Any) -> str:
    return typer.style(text, **style) if colorful(stderr=True) else text
