"""What `nox -s models` takes for an existing name, on a library of a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from libraries.check import packages
from libraries.modules import Library
from libraries.resolving import Resolver
from libraries.rows import rows

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = {
    "shop/__init__.py": "from .app import App as Shop, default\nfrom .more import *\nimport gone\n",
    "shop/app.py": (
        "from shop.core import Base\n\n\nclass App(Base):\n    name = 'x'\n\n"
        "    def __init__(self):\n        self.state = {}\n\n    def route(self): ...\n\n\n"
        "default = App()\nroute = default.route\n"
    ),
    "shop/core.py": "class Base:\n    def on_event(self): ...\n",
    "shop/more.py": "try:\n    def extra(): ...\nexcept ImportError:\n    pass\n",
    "shop/lazy.py": "names = {'Late': 'shop.app'}\n\n\ndef __getattr__(name): ...\n",
    "shop/stub.py": "globals_ = 1\n",
    "shop/stub.pyi": "def typed() -> None: ...\n",
    "shop/fast.abi3.so": "",
}


@pytest.fixture
def resolver(tmp_path: Path) -> Resolver:
    for name, text in SOURCES.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Resolver(Library([tmp_path]))


@pytest.mark.parametrize(
    "name",
    [
        "shop.Shop",
        "shop.Shop.route",
        "shop.Shop.on_event",
        "shop.Shop.state",
        "shop.Shop.name",
        "shop.default.route",
        "shop.app.route",
        "shop.extra",
        "shop.lazy.Late",
        "shop.stub.typed",
        "shop.fast.anything",
        "shop.gone.anything",
    ],
)
def test_found(resolver: Resolver, name: str) -> None:
    assert resolver.find(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "shop.App",
        "shop.Shop.rout",
        "shop.app.Shop",
        "shop.lazy.Later",
        "shop.default.gone",
        "sho.Shop",
    ],
)
def test_missing(resolver: Resolver, name: str) -> None:
    assert resolver.find(name) is None


def test_an_older_release_is_asked_first(tmp_path: Path, resolver: Resolver) -> None:
    older = tmp_path / "older"
    (older / "shop").mkdir(parents=True)
    (older / "shop" / "__init__.py").write_text("from .app import App\n", encoding="utf-8")
    library = Library([older], Library([tmp_path]))

    assert Resolver(library).find("shop.App.route") is not None
    assert library.has("shop")
    assert not library.has("shops")


def test_every_library_of_the_models_is_pinned() -> None:
    """A name is found in a pinned release: what is pinned is written with its version."""
    pinned = packages()

    assert all("==" in item for item in (*pinned.current, *pinned.older, *pinned.wheels))
    assert len({row.name for row in rows()}) > 5000
