"""The command `hidden-state`."""

from hidden_state.cli.command import main

__all__ = ["main"]
