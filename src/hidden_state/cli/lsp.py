"""`hidden-state lsp`: the language server."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from hidden_state.cli.commands import Command
from hidden_state.cli.usage import UsageError

if TYPE_CHECKING:
    import argparse


def serve(_options: argparse.Namespace) -> int:
    """Talk to an editor until it says goodbye."""
    if find_spec("pygls") is None:
        raise UsageError("needs pygls: pip install 'flake8-hidden-state[lsp]'")
    from hidden_state import lsp

    lsp.serve()
    return 0


COMMAND = Command(
    "lsp",
    "serve an editor: the language server protocol",
    {"--stdio": {"action": "store_true", "help": "by standard input and output, as it does"}},
    serve,
)
