"""`hidden-state completion SHELL`: a script that completes commands and options."""

from __future__ import annotations

import argparse
from typing import Any

from hidden_state.cli import terminal
from hidden_state.cli.commands import Command
from hidden_state.cli.usage import UsageError

SHELLS = ("bash", "zsh", "tcsh")
FILES = frozenset({"PATH", "PATH:LINE", "FILE"})
FOLDERS = frozenset({"FOLDER"})


def complete(options: argparse.Namespace) -> int:
    """Print the script for the shell of OPTIONS."""
    try:
        import shtab
    except ImportError as error:
        message = "shtab is needed: pip install 'flake8-hidden-state[completion]'"
        raise UsageError(message) from error
    from hidden_state.cli.options import build_parser

    parser = build_parser()
    _mark(parser, shtab.FILE, shtab.DIRECTORY)
    terminal.write(shtab.complete(parser, shell=options.shell) + "\n")
    return 0


def _mark(parser: argparse.ArgumentParser, files: object, folders: object) -> None:
    """Say which arguments of PARSER, and of its commands, are files and which are folders."""
    for action in parser._actions:
        marked: Any = action
        if action.metavar in FILES:
            marked.complete = files
        elif action.metavar in FOLDERS:
            marked.complete = folders
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                _mark(command, files, folders)


COMMAND = Command(
    "completion",
    "print a script that completes commands and options",
    {"shell": {"choices": SHELLS, "metavar": "SHELL", "help": ", ".join(SHELLS)}},
    complete,
)
