"""Find the checkers: those in this distribution and those that others install."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from hidden_state.acceptance.rules import (
    AcceptanceWithoutReason,
    ExpiredAcceptance,
    UnusedAcceptance,
)
from hidden_state.checker import Checker
from hidden_state.config import ConfigurationError, Problem
from hidden_state.session.distributions import may_be_installed
from hidden_state.session.unreadable import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from hidden_state.tool import ToolRule

TOOL_RULES: tuple[type[ToolRule], ...] = (
    UnreadableFile,
    AcceptanceWithoutReason,
    UnusedAcceptance,
    ExpiredAcceptance,
)
GROUP = "hidden_state.checkers"


def checkers() -> tuple[type[Checker], ...]:
    """Return the classes of all checkers by code."""
    found: dict[str, type[Checker]] = {}
    for origin, module in _modules():
        for checker in _checkers_in(module):
            other = found.setdefault(checker.code, checker)
            if other is not checker:
                message = f"{checker.code} is the code of {other.__module__} already"
                raise ConfigurationError([Problem(origin, checker.__name__, message)])
    return tuple(found[code] for code in sorted(found))


def rules() -> tuple[type[Checker | ToolRule], ...]:
    """Return everything that has a code: the checkers, and what the tool itself reports."""
    return (*TOOL_RULES, *checkers())


def codes() -> Iterator[str]:
    """Yield all codes, those that are quickly found first."""
    for rule in TOOL_RULES:
        yield rule.code
    for _, module in _modules():
        for checker in _checkers_in(module):
            yield checker.code


def _modules() -> Iterator[tuple[str, ModuleType]]:
    yield from _own_modules()
    yield from _installed_modules()


def _own_modules() -> Iterator[tuple[str, ModuleType]]:
    package = importlib.import_module("hidden_state_checkers")
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        yield module.name, importlib.import_module(module.name)


def _installed_modules() -> Iterator[tuple[str, ModuleType]]:
    """Yield the modules that entry points name."""
    if not may_be_installed(GROUP):
        return
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP):
        try:
            yield f"entry point {GROUP}", importlib.import_module(point.module)
        except Exception as error:  # it is somebody else's code: anything may come
            message = f"cannot be imported: {type(error).__name__}: {error}"
            raise ConfigurationError(
                [Problem(f"entry point {GROUP}", point.name, message)]
            ) from error


def _checkers_in(module: ModuleType) -> Iterator[type[Checker]]:
    """Yield the checkers that MODULE defines, not those it imports."""
    for value in vars(module).values():
        if (
            isinstance(value, type)
            and issubclass(value, Checker)
            and value.__module__ == module.__name__
            and hasattr(value, "code")
        ):
            yield value
