from __future__ import annotations

import importlib
import sys
from itertools import islice
from types import ModuleType
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from hidden_state.config import ConfigurationError
from hidden_state.session import catalog
from hidden_state.session.catalog import checkers, codes, rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hidden_state.checker import Checker


@pytest.fixture
def add_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Install a distribution whose entry point is called acme and names a module."""

    def add(module: str) -> None:
        folder = tmp_path / "acme-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text("Name: acme\nVersion: 1.0\n", encoding="utf-8")
        text = f"[{catalog.GROUP}]\nacme = {module}\n"
        (folder / "entry_points.txt").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)

    return add


@pytest.fixture
def install(
    monkeypatch: pytest.MonkeyPatch, add_entry_point: Callable[[str], None]
) -> Callable[[str], None]:
    def install(code: str) -> None:
        module = ModuleType("acme_rules")
        source = (
            f'from hidden_state.checker import Checker\nclass Acme(Checker):\n    code = "{code}"'
        )
        exec(source, vars(module))  # noqa: S102 - a module that is nowhere on disk
        monkeypatch.setitem(sys.modules, "acme_rules", module)
        add_entry_point("acme_rules")

    return install


def test_checkers_are_sorted_and_their_codes_their_own() -> None:
    found = [checker.code for checker in checkers()]
    assert found == sorted(set(found))
    assert [rule.code for rule in rules()] == ["HS001", "HS002", "HS003", "HS004", *found]


def test_codes_come_from_the_nearest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib, "import_module", None)
    assert list(islice(codes(), 1)) == ["HS001"]


def test_installed_checkers_are_found(install: Callable[[str], None]) -> None:
    install("AC101")
    found: list[type[Checker]] = [item for item in checkers() if item.code == "AC101"]
    assert [checker.__name__ for checker in found] == ["Acme"]
    assert "AC101" in codes()


def test_code_that_is_taken(install: Callable[[str], None]) -> None:
    install(checkers()[0].code)
    with pytest.raises(
        ConfigurationError, match="Acme: HS101 is the code of hidden_state_checkers"
    ):
        checkers()


def test_checker_that_cannot_be_imported(add_entry_point: Callable[[str], None]) -> None:
    add_entry_point("no_such_module")
    with pytest.raises(ConfigurationError, match="acme: cannot be imported: ModuleNotFoundError"):
        checkers()


def test_an_archive_is_left_to_the_standard_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "acme.zip"
    with ZipFile(archive, "w") as file:
        file.writestr("acme-1.0.dist-info/METADATA", "Name: acme\nVersion: 1.0\n")
        file.writestr("acme-1.0.dist-info/entry_points.txt", f"[{catalog.GROUP}]\na = no_module\n")
    monkeypatch.syspath_prepend(archive)
    with pytest.raises(ConfigurationError, match="a: cannot be imported"):
        checkers()


def test_group() -> None:
    assert catalog.GROUP == "hidden_state.checkers"
