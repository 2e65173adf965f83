"""A group of commands one of which is meant where none is named: `patronctl runs` and `patronctl runs JOB` list."""

from typing import Any

from typer.core import TyperGroup

DEFAULT = "list"


class DefaultToList(TyperGroup):
    """Puts `list` in front of arguments that begin with no command of the group."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """See the class."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)
