"""What all tests share: a cache of their own, and a way to write projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class WriteProject(Protocol):
    """Writes files below a folder that is marked as a project's root."""

    def __call__(self, files: Mapping[str, str | bytes], name: str = ...) -> Path: ...


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test out of the user's cache, and colours out of its output."""
    monkeypatch.setenv("HIDDEN_STATE_CACHE_DIR", str(tmp_path_factory.mktemp("cache") / "own"))
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def write_project(tmp_path: Path) -> WriteProject:
    def write(files: Mapping[str, str | bytes], name: str = "project") -> Path:
        root = tmp_path.resolve() / name
        root.mkdir(exist_ok=True)
        (root / "setup.cfg").touch()
        for key, content in files.items():
            path = root / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write
