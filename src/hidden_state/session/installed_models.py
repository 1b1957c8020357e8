"""Model files that other distributions ship, by the entry points that name their packages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hidden_state.config import ConfigurationError, Problem
from hidden_state.session.distributions import may_be_installed

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUP = "hidden_state.models"
ORIGIN = f"entry point {GROUP}"


def installed_models() -> tuple[Path, ...]:
    """Return the TOML files of the packages that entry points of the group name, by name.

    A package that is not there, or has no such file, is a `ConfigurationError`.
    """
    if not may_be_installed(GROUP):
        return ()
    from importlib.metadata import entry_points

    points = sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))
    return tuple(path for point in points for path in _files(point.name, point.value))


def _files(name: str, package: str) -> Iterator[Path]:
    from importlib.util import find_spec

    try:
        spec = find_spec(package)
    except Exception as error:  # it is somebody else's package: anything may come
        message = f"`{package}` cannot be found: {type(error).__name__}: {error}"
        raise ConfigurationError([Problem(ORIGIN, name, message)]) from error
    if spec is None:
        raise ConfigurationError([Problem(ORIGIN, name, f"there is no package `{package}`")])
    folders = spec.submodule_search_locations or ()
    files = sorted(path for folder in folders for path in Path(folder).glob("*.toml"))
    if not files:
        raise ConfigurationError([Problem(ORIGIN, name, f"no TOML file in `{package}`")])
    yield from files
