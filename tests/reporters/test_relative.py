from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace
from projects import accepted, finding

from hidden_state.finding import Result
from hidden_state.reporters.relative import relative_to

ROOT = Path("/home/me/repository").absolute()
RESULT = Result(
    files=1, findings=(finding(),), accepted=(accepted(replace(finding(), entry=None)),)
)


def test_at_the_root_nothing_changes() -> None:
    assert relative_to(RESULT, ROOT, ROOT) is RESULT


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        (ROOT.parent, "repository/shop/store.py"),
        (ROOT / "shop", "store.py"),
        (ROOT / "other", "../shop/store.py"),
    ],
)
def test_every_path_is_seen_from_the_folder(folder: Path, path: str) -> None:
    moved = relative_to(RESULT, ROOT, folder)
    (found,), (item,) = moved.findings, moved.accepted
    views = path.replace("store", "views")
    assert (found.path, found.definition.path) == (path, path)
    assert [write.path for write in found.writes] == [views]
    assert [step.path for step in found.chain] == [views]
    assert found.entry is not None
    assert found.entry.path == views
    assert (item.path, item.finding.path, item.finding.entry) == (path, path, None)


def test_another_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise ValueError

    monkeypatch.setattr(os.path, "relpath", refuse)
    (found,) = relative_to(RESULT, ROOT, ROOT.parent).findings
    assert found.path == (ROOT / "shop" / "store.py").as_posix()
