from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hidden_state import session
from hidden_state.config import Config, ConfigurationError
from hidden_state.models import load
from hidden_state.oracle import Oracle
from hidden_state.oracle.environment import Packages, package_folders

if TYPE_CHECKING:
    from pathlib import Path

VENDOR = {
    "vendor/__init__.py": """
from ._stores import MemoryStore as Store, make
import threading as t
""",
    "vendor/_stores.py": """
import threading
from collections import UserDict as Base
from typing import Generic, TypeVar

K = TypeVar("K")
TIMEOUT = threading.TIMEOUT_MAX
ALIAS = threading.Lock


class MemoryStore(Base, Generic[K]):
    pass


class Deep(MemoryStore[str]):
    pass


class Worker(threading.Thread):
    pass


class Circle(Circle2):
    pass


Circle2 = Circle


class Plain:
    pass


def make() -> "MemoryStore":
    return unknown()


def built(option):
    def inner():
        return Plain()
    if option:
        return Deep()
    return None
""",
    "vendor/broken.py": "class Broken(dict:\n",
    "vendor-2.1.dist-info/METADATA": "Name: vendor\nVersion: 2.1\n",
    "other_name-1.0.dist-info/RECORD": "listed/__init__.py,,\nlisted.py,,\n",
    "with_top-3.dist-info/top_level.txt": "topped\n",
}
APP = """
from flask import Flask
from vendor import Store

app = Flask(__name__)
kept = Store()

@app.post("/<key>")
def put(key):
    kept[key] = 1
    return "ok"
"""


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    for name, text in VENDOR.items():
        file = tmp_path / "venv/lib/python3.11/site-packages" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "venv"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("vendor._stores.MemoryStore", "container"),
        ("vendor.Store", "container"),
        ("vendor.make", "container"),
        ("vendor._stores.Deep", "container"),
        ("vendor._stores.Worker", "thread_handle"),
        ("vendor._stores.ALIAS", "lock"),
        ("vendor._stores.built", "container"),
        ("vendor.t.Lock", "lock"),
        ("vendor._stores.Plain", None),
        ("vendor._stores.Circle", None),
        ("vendor._stores.TIMEOUT", None),
        ("vendor._stores.missing", None),
        ("vendor._stores", None),
        ("vendor.broken.Broken", None),
        ("absent.Thing", None),
    ],
)
def test_kind(environment: Path, name: str, kind: str | None) -> None:
    assert Oracle(package_folders(environment)).kind_of(name, load().kind_of) == kind


def test_versions(environment: Path) -> None:
    packages = Packages(package_folders(environment))
    found = {name: packages.version(name) for name in ("vendor", "listed", "topped", "absent")}
    assert found == {"vendor": "2.1", "listed": "1.0", "topped": "3", "absent": ""}


def test_a_folder_of_packages_is_an_environment(environment: Path) -> None:
    (folder,) = package_folders(environment)
    assert package_folders(folder) == (folder,)
    assert package_folders(environment / "lib") == ()


def test_answers_are_remembered(environment: Path) -> None:
    folders = package_folders(environment)
    first = Oracle(folders)
    assert first.kind_of("vendor.Store", load().kind_of) == "container"
    (folders[0] / "vendor/_stores.py").write_text("")

    again = Oracle(folders, first.remembered())

    assert again.kind_of("vendor.Store", load().kind_of) == "container"
    assert not again.has_learned
    assert Oracle(folders, b"\xff").kind_of("vendor.Store", load().kind_of) is None


def codes(root: Path, environment: Path | None) -> list[str]:
    config = Config(root=root, cache_dir=root / "cache", jobs=1, environment=environment)
    return [finding.code for finding in session.check(config, None).findings]


def test_what_no_model_covers_is_reported_with_the_environment(
    tmp_path: Path, environment: Path
) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "app.py").write_text(APP)

    assert codes(root, None) == []
    assert codes(root, environment) == ["HS101"]
    assert codes(root, environment) == ["HS101"]
    assert [path.name for path in root.rglob("answers")] == ["answers"]


def test_an_environment_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="environment: no environment with installed"):
        codes(tmp_path, tmp_path / "nowhere")


def test_without_astroid(
    tmp_path: Path, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ConfigurationError, match=r"needs astroid: pip install .*\[oracle\]"):
        codes(tmp_path, environment)
