"""How arguments are parsed, and how their help looks: what is often used fits a screen."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from hidden_state.cli.usage import UsageError
from hidden_state.configuration import suggestion

if TYPE_CHECKING:
    from collections.abc import Container, Generator, Iterable, Mapping, Sequence

HELP: Mapping[str, Any] = {"action": "help", "help": "show this help"}


class Parser(argparse.ArgumentParser):
    """A parser that raises what is wrong, and knows what a misspelt option may have been.

    Its help is a line an option; what RARE names is shown by `--help-all` alone.
    """

    def __init__(self, *, rare: Container[str] = (), **keywords: Any) -> None:
        layout = partial(_Layout, max_help_position=30, width=80)
        super().__init__(formatter_class=layout, allow_abbrev=False, add_help=False, **keywords)
        self.rare = rare

    def format_help(self) -> str:
        """Return the help, without what is rarely used."""
        return self._help(
            (group, [action for action in group._group_actions if action.dest not in self.rare])
            for group in self._action_groups
        )

    def format_full_help(self) -> str:
        """Return the help with everything that there is."""
        return self._help((group, group._group_actions) for group in self._action_groups)

    def error(self, message: str) -> NoReturn:
        """Raise MESSAGE."""
        raise UsageError(message)

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Return what ARGUMENTS say."""
        try:
            options, unknown = self.parse_known_args(arguments)
        except UsageError:
            # A misspelt option may be why a required one is missing.
            self._check_spelling(arguments)
            raise
        for argument in unknown:
            if argument.startswith("-"):
                self._complain_of(argument, options.command)
            self.error(f"one argument too many: {argument}")
        return options

    def options(self) -> list[str]:
        """Return the names of all options."""
        return [name for action in self._actions for name in action.option_strings]

    def commands(self) -> dict[str, Parser]:
        """Return the parsers of the commands, by their names."""
        groups = (item for item in self._actions if isinstance(item, argparse._SubParsersAction))
        return {name: parser for group in groups for name, parser in group.choices.items()}

    def _help(
        self, groups: Iterable[tuple[argparse._ArgumentGroup, Sequence[argparse.Action]]]
    ) -> str:
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        formatter.add_text(self.description)
        for group, actions in groups:
            formatter.start_section(group.title)
            formatter.add_arguments(actions)
            formatter.end_section()
        formatter.add_text(self.epilog)
        return formatter.format_help()

    def _check_spelling(self, arguments: Sequence[str]) -> None:
        """Raise if one of ARGUMENTS, a command and what it takes, is an option that it lacks."""
        command, *given = [*arguments, ""]
        known = self._known(command)
        for argument in given:
            if argument.startswith("--") and argument.partition("=")[0] not in known:
                self._complain_of(argument, command)

    def _complain_of(self, argument: str, command: str) -> NoReturn:
        name = argument.partition("=")[0]
        self.error(f"unknown option {name}{suggestion(name, self._known(command))}")

    def _known(self, command: str) -> list[str]:
        """Return the options of this parser, and those of COMMAND."""
        commands = self.commands()
        parsers = [self, commands[command]] if command in commands else [self]
        return [name for parser in parsers for name in parser.options()]


class FullHelp(argparse.Action):
    """The action of `--help-all`: print all help there is, and end."""

    def __init__(self, option_strings: Sequence[str], dest: str, **keywords: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, **keywords)

    def __call__(self, parser: argparse.ArgumentParser, *_arguments: object) -> None:
        """Print the help of PARSER."""
        if isinstance(parser, Parser):
            sys.stdout.write(parser.format_full_help())
        parser.exit()


class _Layout(argparse.HelpFormatter):
    """Lists commands without a line that only says that they are commands."""

    def _format_action(self, action: argparse.Action) -> str:
        if isinstance(action, argparse._SubParsersAction):
            return "".join(map(self._format_action, action._get_subactions()))
        return super()._format_action(action)

    def _iter_indented_subactions(
        self, action: argparse.Action
    ) -> Generator[argparse.Action, None, None]:
        """Yield the commands of ACTION, not indented: Python 3.13 makes room for the indent."""
        if isinstance(action, argparse._SubParsersAction):
            yield from action._get_subactions()
