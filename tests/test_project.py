"""The shape of the source: what no tool checks."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
LONGEST_MODULE = 250
LONGEST_FUNCTION = 60
LONGEST_INIT = 5
FULL_INITS = {"extract", "models", "project", "session"}
BANNED_NAMES = {"base", "common", "helpers", "manager", "utils"}

MODULES = sorted(path for top in ("src", "checkers") for path in (ROOT / top).rglob("*.py"))
each_module = pytest.mark.parametrize(
    "module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix()
)


@each_module
def test_module_is_small(module: Path) -> None:
    lines = module.read_text(encoding="utf-8").count("\n")
    is_full = module.name != "__init__.py" or module.parent.name in FULL_INITS
    assert lines <= (LONGEST_MODULE if is_full else LONGEST_INIT)


@each_module
def test_functions_are_small(module: Path) -> None:
    lengths = {function.name: _length(function) for function in _functions(module)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@each_module
def test_module_is_named_after_what_it_is(module: Path) -> None:
    assert not BANNED_NAMES & {module.stem, module.parent.name}


@pytest.mark.parametrize("package", ["src/hidden_state", "checkers/hidden_state_checkers"])
def test_package_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()


def _functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(module.read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1
