"""Identify what, apart from the project, findings depend on: the tool, its models, its Python."""

# Every run goes through here: a path as a string costs a third of what a Path costs.
# ruff: noqa: PTH113, PTH116, PTH118, PTH120, PTH208

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

import hidden_state
from hidden_state.cache.files import digest
from hidden_state.discovery import Source, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

PYTHON = f"{sys.implementation.name} {sys.version} {hidden_state.__version__}".encode()
DISTRIBUTION = (".dist-info", ".egg-info", ".egg-link")


def tool_sources(models: Iterable[Path]) -> dict[str, Source]:
    """Return the files that the tool is made of, and the user's MODELS, by absolute path."""
    spec = PathFinder.find_spec("hidden_state_checkers")
    rules = list(spec.submodule_search_locations or ()) if spec else []
    engine = os.path.dirname(__file__)
    files = [*_walk([os.path.dirname(engine), *rules]), *map(os.fspath, models)]
    return {path: Source(path, stamp(os.stat(path))) for path in files if os.path.isfile(path)}


def extraction_digest(tool: Mapping[str, bytes]) -> bytes:
    """Return what facts depend on besides the content they are taken from."""
    folder = os.path.join("hidden_state", "extract", "")
    records = tuple(
        os.path.join("hidden_state", name) for name in ("facts.py", "expr.py", "comment.py")
    )
    names = [name for path, name in tool.items() if folder in path or path.endswith(records)]
    return digest(PYTHON, *sorted(names))


def models_digest(tool: Mapping[str, bytes], extra: Iterable[Path]) -> bytes:
    """Return what the tables of the models depend on: their reader, its files and EXTRA ones."""
    folder = os.path.join("hidden_state", "models", "")
    own = sorted(name for path, name in tool.items() if folder in path)
    return digest(PYTHON, *own, b"", *(tool.get(os.fspath(path), b"") for path in extra))


def installed(folders: Iterable[str] = ()) -> bytes:
    """Return a digest of what is installed beside the tool, and in FOLDERS: it may have a say."""
    names: set[str] = set()
    for folder in (*sys.path, *folders):
        try:
            names.update(name for name in os.listdir(folder) if name.endswith(DISTRIBUTION))
        except OSError:
            continue
    return digest(PYTHON, *(os.fsencode(name) for name in sorted(names)))


def _walk(folders: list[str]) -> Iterator[str]:
    """Yield the code and the data below FOLDERS."""
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".toml")):
                    yield entry.path
                elif entry.is_dir() and entry.name != "__pycache__":
                    folders.append(entry.path)
