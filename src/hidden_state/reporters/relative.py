"""Findings with paths as they are written in the working directory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hidden_state.finding import Finding, Result


def relative_to(result: Result, root: Path, folder: Path) -> Result:
    """Return RESULT, its paths relative to ROOT, with paths relative to FOLDER."""
    prefix = _prefix(root, folder)
    if not prefix:
        return result
    seen: dict[str, str] = {}

    def moved(path: str) -> str:
        if path not in seen:
            seen[path] = os.path.normpath(prefix + path).replace(os.sep, "/")
        return seen[path]

    return replace(
        result,
        findings=tuple(_move(finding, moved) for finding in result.findings),
        accepted=tuple(_move(finding, moved) for finding in result.accepted),
    )


def _prefix(root: Path, folder: Path) -> str:
    """Return what leads from FOLDER to ROOT, '' when they are the same."""
    if root == folder:
        return ""
    try:
        return os.path.relpath(root, folder) + "/"
    except ValueError:  # another drive
        return root.as_posix() + "/"


def _move(finding: Finding, moved: Callable[[str], str]) -> Finding:
    definition, entry = finding.definition, finding.entry
    return replace(
        finding,
        path=moved(finding.path),
        definition=replace(definition, path=moved(definition.path)),
        writes=tuple(replace(write, path=moved(write.path)) for write in finding.writes),
        entry=replace(entry, path=moved(entry.path)) if entry else None,
        chain=tuple(replace(step, path=moved(step.path)) for step in finding.chain),
    )
