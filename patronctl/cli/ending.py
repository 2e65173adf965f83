"""How a command ends: with its exit code, an error in one piece, a clean stop, or a crash that says where its traceback lies."""

import os
import signal
import sys
from types import FrameType
from typing import Any

import typer

from patronctl.domain import interruption
from patronctl.domain.errors import Exit, PatronctlError
from patronctl.domain.spelling import did_you_mean


class Terminated(KeyboardInterrupt):
    """SIGTERM: unwinds like Ctrl-C, so that locks and temporary files go and the run record says so."""


def ended_well(app: typer.Typer) -> int:
    """Run the command line; the exit code of whatever happened."""
    signal.signal(signal.SIGTERM, _terminate)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    try:
        return _code(typer.main.get_command(app).main(prog_name="patronctl", standalone_mode=False))
    except PatronctlError as error:
        from patronctl.cli.common import show_error

        return show_error(error)
    except (KeyboardInterrupt, typer.Abort) as stop:
        return _interrupted(stop)
    except typer.Exit as exit:
        return exit.exit_code
    except BrokenPipeError:
        # The reader, such as `head`, has gone: no more output, also not at the very end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except OSError as error:
        return _system_said_no(error)
    except Exception as error:
        return _usage(error) if hasattr(error, "exit_code") and hasattr(error, "show") else _crash(error)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    interruption.note(number)
    raise KeyboardInterrupt


def _terminate(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    interruption.note(number)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not interrupt the cleaning up
    raise Terminated


def _code(returned: Any) -> int:
    code = int(returned) if isinstance(returned, int) else Exit.DONE
    return _interrupted() if code == Exit.INTERRUPTED else code


def _interrupted(stop: BaseException | None = None) -> int:
    """What was and what was not changed, where the command that was stopped knows it."""
    for note in getattr(stop, "__notes__", ()):
        typer.echo(note, err=True)
    typer.echo("interrupted", err=True)
    return Exit.INTERRUPTED


def _usage(error: Any) -> int:
    near = did_you_mean(error.option_name, error.possibilities or ()) if hasattr(error, "possibilities") else ""
    if near:
        error.message, error.possibilities = f"{error.message}. {near}", ()
    error.show()
    return Exit.USAGE


def _system_said_no(error: OSError) -> int:
    """A full or read-only disk, a folder that is a file, a missing permission: the system's reason and the file it is about."""
    place = f"{error.filename}: " if error.filename else ""
    typer.echo(f"error: {place}{error.strerror or error}", err=True)
    typer.echo("hint: --state or PATRONCTL_STATE names the folder for stores and runs, --workspace the one with jobs/", err=True)
    return Exit.FAILED


def _crash(error: Exception) -> int:
    """One line for people; the traceback, without values, in the state's log folder."""
    typer.echo(f"error: patronctl failed unexpectedly ({type(error).__name__}); this is a mistake in patronctl", err=True)
    try:
        typer.echo(f"hint: report it with {_write(error)}", err=True)
    except OSError as problem:
        typer.echo(f"hint: the traceback could not be written: {problem.strerror}; PATRONCTL_STATE names another folder", err=True)
    return Exit.FAILED


def _write(error: Exception) -> str:
    from datetime import UTC, datetime
    from pathlib import Path

    from patronctl.places import Places, private_folder, write_atomically
    from patronctl.store.traces import trace

    state = Places.of(None, Path(_state_asked(sys.argv)) if _state_asked(sys.argv) else None).state
    path = private_folder(state / "logs") / f"crash-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}.txt"
    write_atomically(path, trace(error))
    return str(path)


def _state_asked(arguments: list[str]) -> str:
    """The --state of the command line, which may not have been parsed when it crashed."""
    for number, argument in enumerate(arguments):
        if argument == "--state" and number + 1 < len(arguments):
            return arguments[number + 1]
        if argument.startswith("--state="):
            return argument.removeprefix("--state=")
    return ""
