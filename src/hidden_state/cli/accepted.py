"""`hidden-state accepted`: what is accepted, why, and until when."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from hidden_state.cli import terminal
from hidden_state.cli.commands import Command, by_root, configuration_of, paths_of

if TYPE_CHECKING:
    import argparse

    from hidden_state.finding import Accepted


def accepted(options: argparse.Namespace) -> int:
    """Print what the project of the paths of OPTIONS accepts."""
    from hidden_state import session
    from hidden_state.reporters import accepted as report
    from hidden_state.reporters.relative import relative_to

    groups = by_root(paths_of(options.paths))
    here = Path(os.path.realpath(os.curdir))
    items: list[Accepted] = []
    for root, targets in groups.items():
        found = session.check(configuration_of(options, targets[0]), targets)
        items.extend(relative_to(found, root, here).accepted)
    render = report.as_json if options.format == "json" else report.as_text
    terminal.write(render(items))
    return 0


COMMAND = Command(
    "accepted",
    "list what is accepted, why, and until when",
    {
        "paths": {"nargs": "*", "metavar": "PATH", "help": "the current folder if none"},
        "--format": {"choices": ["text", "json"], "default": "text", "help": "how to print"},
        "--config": {"metavar": "FILE", "type": Path, "help": "read this configuration"},
    },
    accepted,
)
