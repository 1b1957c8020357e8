"""Keep the cache small: forget what was not used for long, and the oldest of too much."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUR = 60 * 60
UNUSED = 30 * 24 * HOUR
LIMIT = 1 << 30
PROJECT = re.compile(r"[0-9a-f]{32}")
OURS = ("index", "answers", "models", "findings-*", "facts-*/*", "*.part")


class Usage(msgspec.Struct, frozen=True, order=True):
    """When a project was last looked at, and what it takes."""

    used: float
    size: int
    folder: Path


def keep_newest(folder: Path, pattern: str, count: int) -> None:
    """Forget all but the COUNT newest of what matches PATTERN in FOLDER."""
    newest = sorted(folder.glob(pattern), key=_changed, reverse=True)
    for path in newest[count:]:
        for inner in path.glob("*"):
            _forget(inner)
        _forget(path)


def prune(base: Path, current: Path, now: float | None = None) -> None:
    """Forget projects in BASE, CURRENT excepted, that are unused for long or exceed the limit."""
    now = time.time() if now is None else now
    for part in current.glob("**/*.part"):
        if _changed(part) < now - HOUR:
            _forget(part)
    room = LIMIT
    for usage in sorted(_usages(base), reverse=True):
        room -= usage.size
        if usage.folder != current and (room < 0 or usage.used < now - UNUSED):
            _forget_project(usage.folder)


def _usages(base: Path) -> Iterator[Usage]:
    for folder in base.iterdir():
        if PROJECT.fullmatch(folder.name) and not folder.is_symlink() and folder.is_dir():
            files = list(_files(folder))
            used = max(map(_changed, (folder, *files)))
            yield Usage(used, sum(map(_size, files)), folder)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files in FOLDER that are ours: nothing else is ever removed."""
    for pattern in OURS:
        yield from (path for path in folder.glob(pattern) if not path.is_dir())


def _forget_project(folder: Path) -> None:
    for path in (*_files(folder), *folder.glob("facts-*"), folder):
        _forget(path)


def _forget(path: Path) -> None:
    """Remove a file or an empty folder; another process may have been faster."""
    try:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()
    except OSError:
        return


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
