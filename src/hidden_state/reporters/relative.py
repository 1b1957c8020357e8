"""Findings with paths as they are written in the working directory."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hidden_state.finding import Finding, Result


def relative_to(result: Result, root: Path, folder: Path) -> Result:
    """Return RESULT, its paths relative to ROOT, with paths relative to FOLDER."""
    if root == folder:
        return result

    @cache
    def moved(path: str) -> str:
        return relative_path(root / path, folder)

    return replace(
        result,
        findings=tuple(_move(finding, moved) for finding in result.findings),
        accepted=tuple(
            replace(item, finding=_move(item.finding, moved), path=moved(item.path))
            for item in result.accepted
        ),
    )


def relative_path(path: Path, folder: Path) -> str:
    """Return PATH as it is written in FOLDER; both are absolute."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.as_posix()


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
