"""What a command is: its name, what it takes, and what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from hidden_state.configuration import find_root, load

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from hidden_state.config import Config


class Command(NamedTuple):
    """A command; `arguments` are what `add_argument` takes, by name, `run` returns the status."""

    name: str
    help: str
    arguments: Mapping[str, Mapping[str, Any]]
    run: Callable[[argparse.Namespace], int]


def configuration_of(options: argparse.Namespace, path: Path) -> Config:
    """Return the configuration of the project that PATH, absolute, is in."""
    return load(find_root(path), known_codes, options.config)


def known_codes() -> Iterable[str]:
    """Return all codes that there are."""
    from hidden_state.session.catalog import codes

    return codes()
