from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

import hidden_state
import hidden_state_checkers
from hidden_state.session.fingerprint import extraction_digest, installed, tool_sources

if TYPE_CHECKING:
    import pytest


def test_the_tool_is_its_code_and_its_data(tmp_path: Path) -> None:
    model = tmp_path / "own.toml"
    model.touch()
    found = tool_sources([model, tmp_path / "gone.toml"])
    engine = Path(hidden_state.__file__).parent
    rules = Path(hidden_state_checkers.__file__).parent
    for path in (
        engine / "discovery.py",
        engine / "models" / "flask.toml",
        rules / "__init__.py",
        model,
    ):
        assert str(path) in found
    assert not [path for path in found if path.endswith(".pyc")]
    assert str(tmp_path / "gone.toml") not in found


def test_without_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PathFinder, "find_spec", lambda _: None)
    assert not [path for path in tool_sources([]) if "hidden_state_checkers" in path]


def test_facts_depend_on_extraction_alone() -> None:
    tool = {"a/hidden_state/extract/b.py": b"1", "a/hidden_state/facts.py": b"2"}
    same = extraction_digest(tool)
    assert extraction_digest({**tool, "a/hidden_state/discovery.py": b"3"}) == same
    assert extraction_digest({**tool, "a/hidden_state/facts.py": b"3"}) != same
    assert extraction_digest({**tool, "a/hidden_state/extract/b.py": b"3"}) != same


def test_what_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "gone")])
    before = installed()
    (tmp_path / "package").mkdir()
    assert installed() == before
    (tmp_path / "package-1.0.dist-info").mkdir()
    assert installed() != before
