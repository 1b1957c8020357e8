"""Every row about resources is needed: a line of a fixture makes what it names."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hidden_state.extract import extract
from hidden_state.facts import Facts
from hidden_state.models import load
from hidden_state.models.reader import parse, shipped
from hidden_state.project.project import link
from hidden_state.project.resources.subjects import Subjects

if TYPE_CHECKING:
    from hidden_state.models.resource import Resource

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
ROWS = [
    pytest.param(row, id=f"{file.stem}[{number}]")
    for file in shipped()
    for number, row in enumerate(parse(file, file.read_bytes()).resource)
]


@pytest.mark.parametrize("row", ROWS)
def test_a_fixture_needs_the_row(row: Resource) -> None:
    """Names of calls are made, and paths of settings are set, by a fixture."""
    if row.by == "call":
        assert set(row.names) & made()
    else:
        assert any(name.split(".")[0] in texts() for name in row.names)


@cache
def made() -> frozenset[str]:
    """Return the names of rows that fixtures call."""
    models = load()
    found: set[str] = set()
    for app in FIXTURES.iterdir():
        files = {path.relative_to(app).as_posix(): path for path in app.rglob("*.py")}
        facts = {name: extract(path.read_bytes()) for name, path in files.items()}
        project = link({n: f for n, f in facts.items() if isinstance(f, Facts)}, models)
        linked = project._linked
        subjects = Subjects(linked, linked.evaluator.models.resources)
        found.update(subject for _, _, _, subject in subjects.calls())
    return frozenset(found)


@cache
def texts() -> str:
    """Return what all fixtures say."""
    return "\n".join(path.read_text(encoding="utf-8") for path in FIXTURES.rglob("*.py"))
