"""The configuration: what the user may set, with its defaults, and what may be wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

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
    select: Annotated[tuple[str, ...], Meta(description="report these codes or prefixes only")] = (
        "HS",
    )
    ignore: Annotated[
        tuple[str, ...],
        Meta(description="do not report these codes or prefixes; goes over `select`"),
    ] = ()
    exclude: Annotated[
        tuple[str, ...],
        Meta(description="do not read these files and folders"),
    ] = DEFAULT_EXCLUDE
    extend_exclude: Annotated[
        tuple[str, ...], Meta(description="nor these: in addition to `exclude`")
    ] = ()
    confidence: Annotated[
        Confidence, Meta(description="the lowest to report: `certain`, `likely`, `possible`")
    ] = "likely"
    baseline: Annotated[
        Path | None,
        Meta(description="the file of the findings that are known"),
    ] = None
    models: Annotated[
        tuple[Path, ...],
        Meta(description="files that say what more libraries do"),
    ] = ()
    settings: Annotated[
        tuple[str, ...],
        Meta(description="the settings modules, or classes, that hold in production"),
    ] = ()
    environment: Annotated[
        Path | None,
        Meta(
            description="a virtual environment, or a folder of packages, whose source may be read"
        ),
    ] = None
    related: bool = False
    force_exclude: bool = False
    cache: bool = True
    cache_dir: Annotated[
        Path | None, Meta(description="where to keep the cache, instead of the user's cache folder")
    ] = None
    jobs: Annotated[
        int, Meta(description="processes that read files; 0 is one for each processor")
    ] = 0


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
