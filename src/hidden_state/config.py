"""The configuration: what the user may set, with its defaults."""

from __future__ import annotations

from pathlib import Path

import msgspec

from hidden_state.finding import Confidence

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
    "migrations",
    "alembic/versions",
    "docs/conf.py",
)


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """A validated configuration; `root` is the project's folder, absolute and free of links."""

    root: Path
    select: tuple[str, ...] = ("HS",)
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    confidence: Confidence = "likely"
    models: tuple[Path, ...] = ()
    cache: bool = True
    cache_dir: Path | None = None
    jobs: int = 0
