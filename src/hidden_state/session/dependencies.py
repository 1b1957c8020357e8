"""What a project depends on, as far as its packaging files say it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import tomli

from hidden_state.words import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def dependencies(contents: Iterable[tuple[str, bytes]]) -> frozenset[str]:
    """Return the normalised names of the distributions that files, by path, list.

    What cannot be read says nothing: another tool will complain of it.
    """
    found: set[str] = set()
    for path, content in contents:
        text = content.decode("utf-8-sig", "replace")
        if path.endswith((".toml", "Pipfile")):
            try:
                found.update(_names(tomli.loads(text)))
            except (ValueError, RecursionError):
                continue
        else:
            found.update(_name(line) for line in text.splitlines() if not line.startswith("-"))
    return frozenset(found) - {""}


def _names(packaging: dict[str, object]) -> Iterator[str]:
    """Yield the names in a `pyproject.toml` or a `Pipfile`, whatever tool it is written for."""
    project = _table(packaging, "project")
    yield from _listed(project.get("dependencies"))
    for group in (*_table(project, "optional-dependencies").values(), packaging.get("packages")):
        yield from _listed(group)
    for group in _table(packaging, "dependency-groups").values():
        yield from _listed(group)
    poetry = _table(_table(packaging, "tool"), "poetry")
    yield from _listed(poetry.get("dependencies"))
    for group in _table(poetry, "group").values():
        if isinstance(group, dict):
            yield from _listed(group.get("dependencies"))


def _table(of: dict[str, object], key: str) -> dict[str, object]:
    found = of.get(key)
    return found if isinstance(found, dict) else {}


def _listed(group: object) -> Iterator[str]:
    """Yield the names in a list of requirements, or in a table with a name a key."""
    if isinstance(group, (list, dict)):
        for item in group:
            if isinstance(item, str):
                yield _name(item)


def _name(requirement: str) -> str:
    """Return the normalised name that a requirement begins with, '' if there is none."""
    found = NAME.match(requirement)
    return normalised(found[1]) if found else ""
