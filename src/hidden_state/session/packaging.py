"""Find the files that list what a project depends on."""

# Every run looks for these files: a path as a string costs a third of what a Path costs.
# ruff: noqa: PTH116, PTH118, PTH208

from __future__ import annotations

import os

from hidden_state.discovery import Source, stamp

FOLDERS = ("", "requirements")
NAMED = frozenset({"pyproject.toml", "Pipfile"})


def dependency_files(root: str) -> dict[str, Source]:
    """Return the files below ROOT, absolute, that may list dependencies, by their path."""
    found: dict[str, Source] = {}
    for folder in FOLDERS:
        try:
            names = sorted(os.listdir(os.path.join(root, folder)))
        except OSError:
            continue
        for name in names:
            if not _lists_dependencies(folder, name):
                continue
            path = os.path.join(root, folder, name)
            try:
                found[path] = Source(path, stamp(os.stat(path)))
            except OSError:
                continue
    return found


def _lists_dependencies(folder: str, name: str) -> bool:
    if name in NAMED:
        return not folder
    is_named = bool(folder) or name.startswith(("requirements", "constraints"))
    return is_named and name.endswith((".txt", ".in"))
