"""The command line."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import hidden_state
from hidden_state.cli import accept, accepted, baseline, completion, display, lsp, report, selection
from hidden_state.cli.usage import UsageError
from hidden_state.configuration import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MORE = (report.COMMAND, accept.COMMAND, accepted.COMMAND, completion.COMMAND, lsp.COMMAND)
COMMANDS = ("check", "rules", "explain", *(command.name for command in MORE))
EPILOG = "exit status: 0 clean, 1 findings, 2 wrong command or configuration, 3 the tool failed"


class Parser(argparse.ArgumentParser):
    """A parser that raises what is wrong, and knows what a misspelt option may have been.

    Its help is a line an option: few enough to fit a screen.
    """

    def __init__(self, **keywords: Any) -> None:
        layout = partial(argparse.HelpFormatter, max_help_position=30, width=80)
        super().__init__(formatter_class=layout, allow_abbrev=False, **keywords)

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
        groups = (item for item in self._actions if isinstance(item, argparse._SubParsersAction))
        parsers = [group.choices[command] for group in groups if command in group.choices]
        return [name for parser in (self, *parsers) for name in parser.options()]

    def options(self) -> list[str]:
        """Return the names of all options."""
        return [name for action in self._actions for name in action.option_strings]


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what ARGUMENTS say; without a command they are about `check`."""
    named = (*COMMANDS, "-h", "--help", "--version")
    is_named = bool(arguments) and arguments[0] in named
    return build_parser().parse(arguments if is_named else ["check", *arguments])


def build_parser() -> Parser:
    """Return the parser of the whole command line."""
    parser = Parser(
        prog="hidden-state",
        description="Finds state that lives in one instance of a web application.",
        epilog=EPILOG,
    )
    version = f"hidden-state {hidden_state.__version__}"
    parser.add_argument("--version", action="version", version=version)
    commands = parser.add_subparsers(metavar="COMMAND", required=True, prog=parser.prog)
    checking = commands.add_parser(
        "check",
        usage="hidden-state check [OPTION ...] [PATH ...]",
        help="check files and folders (the default)",
        epilog=EPILOG,
    )
    checking.add_argument("paths", nargs="*", metavar="PATH", help="the current folder if none")
    for name, keywords in CHECK_OPTIONS.items():
        checking.add_argument(f"--{name}", **keywords)
    checking.set_defaults(command="check")
    listing = commands.add_parser("rules", help="list the rules")
    listing.set_defaults(command="rules")
    explaining = commands.add_parser("explain", help="explain a rule")
    explaining.add_argument("code", metavar="CODE", help="its code or its name")
    explaining.set_defaults(command="explain")
    for command in MORE:
        adding = commands.add_parser(command.name, help=command.help)
        for name, keywords in command.arguments.items():
            adding.add_argument(name, **keywords)
        adding.set_defaults(command=command.name)
    return parser


CHECK_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "format": {
        "action": "append",
        "metavar": "FORM[=FILE]",
        "help": "text, json, github, gitlab, sarif or junit; several with files",
    },
    "output-file": {"metavar": "FILE", "help": "write there instead of standard output"},
    **display.OPTIONS,
    **selection.OPTIONS,
    **baseline.OPTIONS,
    "force-exclude": {"action": "store_true", "help": "leave out what is excluded though named"},
    "related": {"action": "store_true", "help": "report what PATH writes or leads to elsewhere"},
    "stdin-filename": {"metavar": "FILE", "help": "check FILE with the text on standard input"},
    "exit-zero": {"action": "store_true", "help": "exit with 0 in spite of findings"},
    **selection.RUN_OPTIONS,
}
