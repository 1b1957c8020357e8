"""What a command is: its name, what it takes, and what it does."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from hidden_state.cli.usage import UsageError
from hidden_state.configuration import find_root, load, suggestion

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from hidden_state.config import Config


class Command(NamedTuple):
    """A command; `arguments` are what `add_argument` takes, by name, `run` returns the status."""

    name: str
    help: str
    arguments: Mapping[str, Mapping[str, Any]]
    run: Callable[[argparse.Namespace], int]


def paths_of(names: Sequence[str], commands: Collection[str] = ()) -> list[Path]:
    """Return the files and folders called NAMES, without links; the current folder if none.

    Raises UsageError for what is neither; it may be one of COMMANDS, misspelt.
    """
    names = names or [os.curdir]
    paths = [Path(os.path.realpath(name)) for name in names]
    problems = [
        f"no such file or folder: {name}{suggestion(name, commands)}"
        for name, path in zip(names, paths, strict=True)
        if not path.is_file() and not path.is_dir()
    ]
    if problems:
        raise UsageError("\n".join(problems))
    return paths


def by_root(paths: Iterable[Path]) -> dict[Path, list[Path]]:
    """Return PATHS, absolute, by the root of the project that each is in."""
    groups: dict[Path, list[Path]] = {}
    for path in paths:
        groups.setdefault(find_root(path), []).append(path)
    return groups


def configuration_of(options: argparse.Namespace, path: Path) -> Config:
    """Return the configuration of the project that PATH, absolute, is in."""
    return load(find_root(path), known_codes, options.config)


def known_codes() -> Iterable[str]:
    """Return all codes that there are."""
    from hidden_state.session.catalog import codes

    return codes()
