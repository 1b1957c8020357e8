from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hidden_state.cache.store import Store
from hidden_state.config import Config, ConfigurationError
from hidden_state.session.installed_models import GROUP, installed_models
from hidden_state.session.models import known_models

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODEL = 'library = "acme"\n[[object]]\nnames = ["acme.Store"]\nis = "{kind}"\n'


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Install a distribution whose entry point names a package with one model file."""

    def install(package: str, text: str) -> Path:
        info = tmp_path / "site" / "acme-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Name: acme\nVersion: 1.0\n", encoding="utf-8")
        entry = f"[{GROUP}]\nacme = {package}\n"
        (info / "entry_points.txt").write_text(entry, encoding="utf-8")
        folder = tmp_path / "site" / "acme_models"
        folder.mkdir()
        (folder / "__init__.py").touch()
        (folder / "acme.toml").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path / "site")
        return folder / "acme.toml"

    return install


def test_installed_models_count(tmp_path: Path, install: Callable[[str, str], Path]) -> None:
    file = install("acme_models", MODEL.format(kind="cache"))
    store = Store(tmp_path / "cache")
    config = Config(root=tmp_path)

    assert installed_models() == (file,)
    assert known_models(config, {}, store).objects["acme.Store"] == "cache"
    file.write_text(MODEL.format(kind="lock"), encoding="utf-8")
    assert known_models(config, {}, store).objects["acme.Store"] == "lock"


def test_own_models_have_the_last_word(tmp_path: Path, install: Callable[[str, str], Path]) -> None:
    install("acme_models", MODEL.format(kind="cache"))
    own = tmp_path / "own.toml"
    own.write_text(MODEL.format(kind="lock"), encoding="utf-8")

    found = known_models(Config(root=tmp_path, models=(own,)), {}, Store(tmp_path / "cache"))
    assert found.objects["acme.Store"] == "lock"


@pytest.mark.parametrize(
    ("package", "text", "message"),
    [
        ("nowhere_models", "", "there is no package `nowhere_models`"),
        ("nowhere.models", "", "`nowhere.models` cannot be found"),
        ("acme_models", MODEL.format(kind="cash"), r"acme.toml: object\[0\].is: .*cache"),
        (
            "acme_models",
            'library = "acme"\n[[resource]]\nnames = ["acme.Store"]\nkind = "stor"\n'
            'default = "disk"\n',
            r"acme.toml: resource\[0\].kind: .*store",
        ),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, install: Callable[[str, str], Path], package: str, text: str, message: str
) -> None:
    install(package, text)

    with pytest.raises(ConfigurationError, match=message):
        known_models(Config(root=tmp_path), {}, Store(tmp_path / "cache"))


def test_package_without_files(tmp_path: Path, install: Callable[[str, str], Path]) -> None:
    install("acme_models", "").unlink()

    with pytest.raises(ConfigurationError, match="no TOML file in `acme_models`"):
        installed_models()
