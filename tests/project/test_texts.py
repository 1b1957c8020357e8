from __future__ import annotations

import textwrap

import pytest

from hidden_state.extract import extract
from hidden_state.facts import Facts
from hidden_state.models import load
from hidden_state.project.evaluation.evaluator import Evaluator
from hidden_state.project.knowledge import Knowledge
from hidden_state.project.program import Program
from hidden_state.project.records import (
    ConstantValue,
    EnvironmentValue,
    ScopeId,
    TextValue,
    UnknownValue,
    Value,
)

PARTS = """
import os
import environ

HOST = "cache"
env = environ.Env(DEBUG=(bool, False))
"""


def values(expression: str) -> list[Value]:
    facts = extract(textwrap.dedent(PARTS + f"found = {expression}\n").encode())
    assert isinstance(facts, Facts)
    program = Program({"app.py": facts})
    evaluator = Evaluator(program, Knowledge(load(), program.imported_packages))
    return [ref.value for ref in evaluator.name(ScopeId(0, 0), "found")]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"redis://{0}:{port}/0".format(HOST, port=6379)', ConstantValue("redis://cache:6379/0")),
        ('"sqlite:///{}/{:>8}.db".format(unknown, HOST)', TextValue("sqlite:///{}/cache.db")),
        ('"plain".format(HOST)', ConstantValue("plain")),
        ("f'redis://{HOST}/0'", ConstantValue("redis://cache/0")),
        ("'redis://' + HOST + '/0'", ConstantValue("redis://cache/0")),
        ("HOST / 'a'", ConstantValue("cache/a")),
        ("'redis://%s/0' % HOST", TextValue("redis://{}/0")),
        ("f'redis://{unknown()}/0'", TextValue("redis://{}/0")),
        ("f'{unknown()}'", UnknownValue()),
        ('f\'{os.environ.get("H", "local")}:1\'', ConstantValue("local:1")),
        ("os.environ.get('H')", EnvironmentValue("H")),
        ("os.environ['H']", EnvironmentValue("H", UnknownValue())),
        ("os.getenv('H', HOST)", EnvironmentValue("H", ConstantValue("cache"))),
        ("env('H', default=HOST)", EnvironmentValue("H", ConstantValue("cache"))),
        ("env.bool('H', default=True)", EnvironmentValue("H", ConstantValue(True))),
        ("env('H')", EnvironmentValue("H", UnknownValue())),
    ],
)
def test_text(expression: str, value: Value) -> None:
    assert values(expression) == [value]


def test_each_text_that_is_possible() -> None:
    assert values("('a' if HOST else 'b') + '/x'") == [ConstantValue("a/x"), ConstantValue("b/x")]
