from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hidden_state.cache.store import Store
from hidden_state.config import Config, ConfigurationError
from hidden_state.models import load
from hidden_state.session import models
from hidden_state.session.models import known_models

if TYPE_CHECKING:
    from pathlib import Path

TOOL = {"/lib/hidden_state/models/flask.toml": b"1"}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(root=tmp_path)


def test_read_once(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = known_models(config, TOOL, Store(tmp_path / "cache"))
    monkeypatch.setattr(models, "load", None)
    assert known_models(config, TOOL, Store(tmp_path / "cache")) == first == load()


@pytest.mark.parametrize("changed", [{"/lib/hidden_state/models/flask.toml": b"2"}, {}])
def test_read_again_when_a_file_of_the_tool_changed(
    config: Config, tmp_path: Path, changed: dict[str, bytes]
) -> None:
    store = Store(tmp_path / "cache")
    known_models(config, TOOL, store)
    before = store.kept("models")
    known_models(config, changed, store)
    assert store.kept("models") != before


def test_own_models_count(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('library = "acme"\n', encoding="utf-8")
    config = Config(root=tmp_path, models=(own,))
    store = Store(tmp_path / "cache")
    assert "acme" in known_models(config, {**TOOL, str(own): b"1"}, store).libraries
    own.write_text("librry = 1", encoding="utf-8")
    assert "acme" in known_models(config, {**TOOL, str(own): b"1"}, store).libraries
    with pytest.raises(ConfigurationError, match="librry"):
        known_models(config, {**TOOL, str(own): b"2"}, store)


def test_broken_cache(config: Config, tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    known_models(config, TOOL, store)
    kept = store.kept("models")
    store.keep("models", kept[:16] + b"\xff" + kept[40:])
    assert known_models(config, TOOL, store) == load()
    assert store.kept("models") == kept


def test_without_a_cache(config: Config) -> None:
    assert known_models(config, TOOL, Store(None)) == load()
