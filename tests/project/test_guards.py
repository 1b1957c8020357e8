"""What was looked at before a write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hidden_state.extract import extract
from hidden_state.facts import Facts
from hidden_state.models import load
from hidden_state.project import link
from hidden_state.project.guards import tests_before as conditions

if TYPE_CHECKING:
    from hidden_state.facts import Scope

VIEW = """\
from flask import Flask

app = Flask(__name__)
D = {{}}
X = None


@app.get("/<k>")
def view(k):
    global X
{body}
    return "ok"
"""


def view_of(body: str) -> tuple[Facts, Scope]:
    text = "".join(f"    {line}\n" for line in body.splitlines())
    found = extract(VIEW.format(body=text.rstrip("\n")).encode())
    assert isinstance(found, Facts)
    return found, next(scope for scope in found.scopes if scope.name == "view")


def is_guarded(body: str) -> bool:
    found, _ = view_of(body)
    writes = [
        write
        for state in link({"app.py": found}, load()).states
        for write in state.writes
        if write.how in ("item assignment", "rebinding")
    ]
    assert writes
    return all(write.guarded for write in writes)


@pytest.mark.parametrize(
    "body",
    [
        "if k not in D:\n    D[k] = load(k)",
        "if D.get(k) is None:\n    D[k] = load(k)",
        "if not D.get(k):\n    D[k] = load(k)",
        "found = D.get(k)\nif found is None:\n    D[k] = load(k)",
        "if k in D:\n    return D[k]\nD[k] = load(k)",
        "if k in D:\n    pass\nelse:\n    D[k] = load(k)",
        "try:\n    return D[k]\nexcept KeyError:\n    D[k] = load(k)",
        "try:\n    return D[k]\nexcept (KeyError, ValueError):\n    D[k] = load(k)",
        "if X is None or k not in D:\n    D[k] = load(k)",
    ],
)
def test_guarded(body: str) -> None:
    assert is_guarded(body)


@pytest.mark.parametrize(
    "body",
    [
        "D[k] = load(k)",
        "if k in D:\n    D[k] = load(k)",
        "if k:\n    D[k] = load(k)",
        "if k not in OTHER:\n    D[k] = load(k)",
        "D[k] = load(k)\nif k in D:\n    return D[k]",
        "try:\n    return D[k]\nexcept ValueError:\n    D[k] = load(k)",
    ],
)
def test_not_guarded(body: str) -> None:
    assert not is_guarded(body)


def test_conditions_are_those_around_and_those_that_left_before() -> None:
    _, scope = view_of(
        "if a:\n    return\nif b:\n    pass\n"
        "if c:\n    with d:\n        D[k] = 1\nif e:\n    return\n"
    )
    found = [
        (kind, getattr(test, "id", ""), held)
        for kind, test, held in conditions(scope, scope.writes[0])
    ]
    assert found == [("with", "d", True), ("if", "c", True), ("if", "a", False)]
