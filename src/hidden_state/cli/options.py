"""The command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hidden_state
from hidden_state.cli import (
    accept,
    accepted,
    baseline,
    completion,
    display,
    lsp,
    report,
    rules,
    selection,
)
from hidden_state.cli.parser import HELP, FullHelp, Parser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

MORE = (
    report.COMMAND,
    rules.LIST,
    rules.EXPLAIN,
    accept.COMMAND,
    accepted.COMMAND,
    completion.COMMAND,
    lsp.COMMAND,
)
COMMANDS = ("check", *(command.name for command in MORE))
FEW = 6
"""Options that a usage line spells out; of more it only says that there are some."""
EPILOG = "exit status: 0 clean, 1 findings, 2 wrong command or configuration, 3 failed"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what ARGUMENTS say; without a command they are about `check`."""
    named = (*COMMANDS, "-h", "--help", "--version")
    is_named = bool(arguments) and arguments[0] in named
    return build_parser().parse(arguments if is_named else ["check", *arguments])


def build_parser() -> Parser:
    """Return the parser of the whole command line."""
    parser = Parser(
        prog="hidden-state",
        usage="hidden-state COMMAND [OPTION ...]",
        description="Finds state that lives in one instance of a web application.",
        epilog=EPILOG,
    )
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, prog=parser.prog
    )
    _add_check(commands)
    for command in MORE:
        is_long = len(command.arguments) > FEW
        adding = commands.add_parser(
            command.name,
            usage=f"{parser.prog} {command.name} [OPTION ...] [PATH ...]" if is_long else None,
            help=command.help,
            description=f"{command.help[:1].upper()}{command.help[1:]}.",
        )
        for name, keywords in command.arguments.items():
            adding.add_argument(name, **keywords)
        adding.add_argument("-h", "--help", **HELP)
        adding.set_defaults(command=command.name)
    version = f"hidden-state {hidden_state.__version__}"
    general = parser.add_argument_group("options")
    general.add_argument("-h", "--help", **HELP)
    general.add_argument("--version", action="version", version=version, help="show the version")
    return parser


def _add_check(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command `check`, its options in groups."""
    parser = commands.add_parser(
        "check",
        usage="hidden-state check [OPTION ...] [PATH ...]      without PATH: this folder",
        help="check files and folders (the default)",
        epilog=EPILOG,
        rare=RARE,
    )
    for title, options in CHECK_OPTIONS.items():
        group = parser.add_argument_group(title)
        for name, keywords in options.items():
            short = ("-h",) if name == "help" else ()
            group.add_argument(*short, f"--{name}", **keywords)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="the current folder if none")
    parser.set_defaults(command="check")


CHECK_OPTIONS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "what is reported": {
        **selection.OPTIONS,
        "force-exclude": {
            "action": "store_true",
            "help": "leave out what is excluded though named",
        },
        "related": {
            "action": "store_true",
            "help": "report what PATH writes or leads to elsewhere",
        },
    },
    "how it is shown": {
        "format": {
            "action": "append",
            "metavar": "FORM[=FILE]",
            "help": "any of text, json, github, gitlab, sarif, junit",
        },
        "output-file": {"metavar": "FILE", "help": "write there instead of standard output"},
        **display.OPTIONS,
    },
    "what is known already": baseline.OPTIONS,
    "how it runs": {
        "exit-zero": {"action": "store_true", "help": "exit with 0 in spite of findings"},
        "stdin-filename": {"metavar": "FILE", "help": "check FILE with the text on standard input"},
        **selection.RUN_OPTIONS,
        "help": HELP,
        "help-all": {"action": FullHelp, "help": "show all options"},
    },
}
RARE = frozenset(
    {
        "paths",
        "exclude",
        "force_exclude",
        "related",
        "output_file",
        "statistics",
        "color",
        "check_baseline",
        "prune_baseline",
        "config",
        "stdin_filename",
        "jobs",
        "no_cache",
        "cache_dir",
    }
)
"""What `check --help` leaves to `--help-all`, so that it fits a screen."""
