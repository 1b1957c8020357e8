from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from hidden_state.cache import pruning
from hidden_state.cache.pruning import keep_newest, prune

if TYPE_CHECKING:
    import pytest

NOW = 1_700_000_000.0
DAY = 86_400


def project(base: Path, digit: str, days: float, size: int = 10) -> Path:
    folder = base / (digit * 32)
    for name in ("index", "findings-00", "facts-00/01"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"." * size)
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (NOW - days * DAY, NOW - days * DAY))
    return folder


def names(base: Path) -> list[str]:
    return sorted(path.name[:1] for path in base.iterdir())


def test_unused_projects_go(tmp_path: Path) -> None:
    current = project(tmp_path, "a", 100)
    project(tmp_path, "b", 29)
    project(tmp_path, "c", 31)
    prune(tmp_path, current, NOW)
    assert names(tmp_path) == ["a", "b"]


def test_the_oldest_of_too_much_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "LIMIT", 80)
    current = project(tmp_path, "a", 0)
    for digit, days in (("b", 1), ("c", 2), ("d", 3)):
        project(tmp_path, digit, days)
    prune(tmp_path, current, NOW)
    assert names(tmp_path) == ["a", "b"]


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    current = project(tmp_path, "a", 0)
    old = project(tmp_path, "b", 100)
    (old / "letter.txt").write_text("dear")
    (old / "facts-00" / "deep").mkdir()
    os.utime(old / "letter.txt", (0, 0))
    os.utime(old, (0, 0))
    (tmp_path / "code").mkdir()
    os.utime(tmp_path / "code", (0, 0))
    prune(tmp_path, current, NOW)
    assert sorted(path.name for path in old.rglob("*")) == ["deep", "facts-00", "letter.txt"]
    assert (tmp_path / "code").is_dir()


def test_links_are_not_followed(tmp_path: Path) -> None:
    elsewhere = project(tmp_path / "elsewhere", "b", 100)
    base = tmp_path / "base"
    current = project(base, "a", 0)
    (base / ("c" * 32)).symlink_to(elsewhere)
    prune(base, current, NOW)
    assert (elsewhere / "index").exists()


def test_left_over_parts_go(tmp_path: Path) -> None:
    current = project(tmp_path, "a", 0)
    for name, age in (("index.1-ab.part", 2 * 3600), ("facts-00/01.2-cd.part", 60)):
        (current / name).touch()
        os.utime(current / name, (NOW - age, NOW - age))
    prune(tmp_path, current, NOW)
    assert [path.name for path in current.rglob("*.part")] == ["01.2-cd.part"]


def test_another_process_is_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    current = project(tmp_path, "a", 0)
    project(tmp_path, "b", 100)

    def gone(path: Path, **_: object) -> object:
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "unlink", gone)
    keep_newest(current, "findings-*", 0)
    left = current / "findings-00"
    assert left.is_file()


def test_sizes_of_what_has_gone(tmp_path: Path) -> None:
    (tmp_path / ("b" * 32)).mkdir()
    (tmp_path / ("b" * 32) / "findings-00").symlink_to("nowhere")
    current = project(tmp_path, "a", 0)
    prune(tmp_path, current)
    assert names(tmp_path) == ["a", "b"]
