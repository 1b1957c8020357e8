"""The configuration: what the user may set, with its defaults, and what may be wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from hidden_state.finding import Confidence

if TYPE_CHECKING:
    from collections.abc import Collection

DEFAULT_EXCLUDE = (
    # version control, environments, build results, tool folders
    ".git",
    ".hg",
    ".svn",
    ".bzr",
    "CVS",
    ".venv",
    ".tox",
    ".nox",
    ".eggs",
    "*.egg",
    "__pycache__",
    "__pypackages__",
    "site-packages",
    "node_modules",
    "build",
    "dist",
    # what runs offline only
    "tests",
    "test",
    "tests.py",
    "test_*.py",
    "*_test.py",
    "conftest.py",
    "cypress",
    "e2e",
    "migrations",
    "alembic/versions",
    "docs/conf.py",
)


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """A validated configuration; `root` is the project's folder, absolute and free of links.

    `related` and `force_exclude` say how paths that are named are understood: whether what they
    write or lead to in other files is shown too, and whether what is excluded stays so.
    """

    root: Path
    select: tuple[str, ...] = ("HS",)
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    confidence: Confidence = "likely"
    models: tuple[Path, ...] = ()
    baseline: Path | None = None
    environment: Path | None = None
    settings: tuple[str, ...] = ()
    related: bool = False
    force_exclude: bool = False
    cache: bool = True
    cache_dir: Path | None = None
    jobs: int = 0


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong: in which file, at which key, and what."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.file, self.key, self.message)))


class ConfigurationError(Exception):
    """Everything that is wrong with a configuration."""

    def __init__(self, problems: Collection[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
