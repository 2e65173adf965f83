"""The `patronctl` command: one file per command, imported when it is asked for."""

import os
import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from patronctl.cli.ending import ended_well
from patronctl.cli.output import never_fail
from patronctl.domain.errors import EXIT_STATUS

# A new command is a module patronctl/cli/<name>.py with an `app`, and one line here.
COMMANDS = (
    "init",
    "validate",
    "show",
    "check",
    "run",
    "deliver",
    "patrons",
    "store",
    "explain",
    "runs",
    "report",
    "notify",
    "properties",
    "plan",
    "apply",
    "status",
)


class _Commands(TyperGroup):
    """The commands, each imported by name: a start costs what the one command needs."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """In the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command, None where there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(import_module(f"patronctl.cli.{cmd_name}").app)
        command.name = cmd_name
        return command


app = typer.Typer(
    name="patronctl", cls=_Commands, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)


def _version(asked: bool) -> None:
    if asked:
        from patronctl import __version__

        typer.echo(f"patronctl {__version__}")
        raise typer.Exit


@app.callback(epilog=EXIT_STATUS)
def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version and exit."),
) -> None:
    """Keep a school library's patrons in step with the student information system."""


def main() -> None:
    """Run the command line; whatever happens becomes a message and an exit code."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins reads the metadata of every installed package
    never_fail()
    sys.exit(ended_well(app))
