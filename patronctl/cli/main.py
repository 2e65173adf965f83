"""The `patronctl` command: one file per command, imported when it is asked for."""

import os
import sys
from importlib import import_module
from typing import Any

import typer

from patronctl.cli.ending import ended_well
from patronctl.cli.groups import Group
from patronctl.cli.output import never_fail
from patronctl.domain.errors import EXIT_STATUS

# A new command is a module patronctl/cli/<name>.py with an `app`, and one line here: its name and what it does, in at most 64 letters.
COMMANDS = {
    "init": "Make a workspace with a commented district, job and properties",
    "validate": "Check the configuration: all problems at once, with hints",
    "show": "Show the effective configuration of a job",
    "check": "Test a job's server, file, header and conversion; or a target",
    "run": "Run a job now, or see with --dry-run what it would do",
    "deliver": "Deliver a district's patrons to its library systems",
    "patrons": "List the patrons of a district",
    "store": "Check a patron store, restore it from its copy, or compact it",
    "explain": "Say what the next full run does with one patron, and why",
    "runs": "List the runs; show, prune or cancel them",
    "report": "Write the Job Manager as HTML, or one run's summary",
    "notify": "Try the channels that tell people what happened",
    "properties": "Convert, draft and preview the mapping of columns to fields",
    "plan": "Show what apply would change; or compare with a git revision",
    "apply": "Make the timers on this server what the configuration says",
    "status": "Show whether every job does what its schedule says",
}


class _Commands(Group):
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

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """The table above, without importing the commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


app = typer.Typer(name="patronctl", cls=_Commands, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


def _version(asked: bool) -> None:
    if asked:
        from patronctl import __version__

        typer.echo(f"patronctl {__version__}")
        raise typer.Exit


@app.callback(epilog=EXIT_STATUS)
def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version and exit."),
) -> None:
    """Keep a school library's patrons in step with the student information system.

    Options such as --workspace and --state may stand before the command or after it.
    """


def main() -> None:
    """Run the command line; whatever happens becomes a message and an exit code."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins reads the metadata of every installed package
    never_fail()
    code = ended_well(app)
    if "patronctl.store.stops" in sys.modules:
        sys.modules["patronctl.store.stops"].leave(code)
    sys.exit(code)
