from __future__ import annotations

import importlib
import importlib.metadata
import sys
from itertools import islice
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import pytest

from hidden_state.config import ConfigurationError
from hidden_state.session import catalog
from hidden_state.session.catalog import checkers, codes, rules

if TYPE_CHECKING:
    from hidden_state.checker import Checker


class Point(NamedTuple):
    """As much of an entry point as is looked at."""

    name: str
    module: str


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> object:
    def install(code: str) -> None:
        module = ModuleType("acme_rules")
        source = (
            f'from hidden_state.checker import Checker\nclass Acme(Checker):\n    code = "{code}"'
        )
        exec(source, vars(module))  # noqa: S102 - a module that is nowhere on disk
        monkeypatch.setitem(sys.modules, "acme_rules", module)
        point = Point("acme", "acme_rules")
        monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: [point])

    return install


def test_checkers_are_sorted_and_their_codes_their_own() -> None:
    found = [checker.code for checker in checkers()]
    assert found == sorted(set(found))
    assert [rule.code for rule in rules()] == ["HS001", "HS002", "HS003", "HS004", *found]


def test_codes_come_from_the_nearest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib, "import_module", None)
    assert list(islice(codes(), 1)) == ["HS001"]


def test_installed_checkers_are_found(install: object) -> None:
    assert callable(install)
    install("AC101")
    found: list[type[Checker]] = [item for item in checkers() if item.code == "AC101"]
    assert [checker.__name__ for checker in found] == ["Acme"]
    assert "AC101" in codes()


def test_code_that_is_taken(install: object) -> None:
    assert callable(install)
    install(checkers()[0].code)
    with pytest.raises(
        ConfigurationError, match="Acme: HS101 is the code of hidden_state_checkers"
    ):
        checkers()


def test_checker_that_cannot_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [Point("acme", "no_such_module")]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: points)
    with pytest.raises(ConfigurationError, match="acme: cannot be imported: ModuleNotFoundError"):
        checkers()


def test_group() -> None:
    assert catalog.GROUP == "hidden_state.checkers"
