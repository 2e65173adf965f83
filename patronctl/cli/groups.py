"""Groups of commands: options may stand before the command, and a mistyped name is answered with the nearest."""

from collections.abc import Iterable
from typing import Any

from typer.core import TyperGroup

from patronctl.domain.spelling import did_you_mean

DEFAULT = "list"


class Group(TyperGroup):
    """A group whose commands take their options also from the words in front of them: `patronctl --workspace W run JOB`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Move the options that belong to a command behind its name."""
        return super().parse_args(ctx, self.command_first(ctx, args))

    def command_first(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments with the command in front of its options. As they were where no reading of them makes sense."""
        own = _options([self])
        for at, word in enumerate(args):
            if word in own or word == "--":
                return args
            command = None if word.startswith("-") else self.get_command(ctx, word)
            if command and _are_options(args[:at], _options(_family(command))):
                return [word, *args[:at], *args[at + 1 :]]
        return args

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Each command with the first sentence of its help, which goes on in the next line where it is long."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(1000)) for name, command in commands if command])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names, or a usage error with the name that may be meant."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-") and not ctx.resilient_parsing:
            ctx.fail(f"No such command '{args[0]}'. {did_you_mean(args[0], self.list_commands(ctx), 'There are')}".rstrip())
        return super().resolve_command(ctx, args)


class DefaultToList(Group):
    """Puts `list` in front of arguments that begin with no command: `patronctl runs` and `patronctl runs JOB` list."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """See the class."""
        args = self.command_first(ctx, args)
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


def _family(command: Any) -> list[Any]:
    """A command, and what is under it."""
    return [command, *getattr(command, "commands", {}).values()]


def _options(commands: Iterable[Any]) -> dict[str, bool]:
    """The options of commands: whether each takes a value."""
    found: dict[str, bool] = {"--help": False}
    for command in commands:
        for option in (option for option in command.params if option.param_type_name == "option"):
            takes_value = not (option.is_flag or option.count)
            found |= dict.fromkeys([*option.opts, *option.secondary_opts], takes_value)
    return found


def _are_options(words: list[str], options: dict[str, bool]) -> bool:
    """Are all of the words options with their values?"""
    left = list(words)
    while left:
        name, equals, _ = left.pop(0).partition("=")
        if name not in options or (equals and not options[name]):
            return False
        if options[name] and not equals:
            if not left:
                return False
            left.pop(0)
    return True
