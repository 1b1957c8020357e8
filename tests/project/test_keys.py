from __future__ import annotations

import textwrap

import pytest

from hidden_state.extract import extract
from hidden_state.facts import Facts
from hidden_state.models import load
from hidden_state.project.evaluation.evaluator import Evaluator
from hidden_state.project.keys import Keys
from hidden_state.project.knowledge import Knowledge
from hidden_state.project.program import Program
from hidden_state.project.records import ScopeId

CLASSES = """
class Store:
    kind = "any"
    def put(self, key): ...

class Memory(Store):
    def __init__(self):
        self.rows = {}
        self.latest = None
    def put(self, key):
        self.rows[key] = self.latest = self.kind

class Sorted(Memory):
    def __init__(self):
        super().__init__()
        self.order = []

class File(Store):
    def __init__(self):
        self.latest = None
"""


@pytest.mark.parametrize(
    ("known_as", "attribute", "owner"),
    [
        ("Sorted", "kind", "Store"),
        ("Sorted", "rows", "Memory"),
        ("Memory", "order", "Sorted"),
        ("Store", "rows", "Memory"),
        ("Store", "latest", "Store"),
        ("Store", "unheard_of", "Store"),
    ],
)
def test_a_field_belongs_to_the_class_that_introduces_it(
    known_as: str, attribute: str, owner: str
) -> None:
    facts = extract(textwrap.dedent(CLASSES).encode())
    assert isinstance(facts, Facts)
    program = Program({"stores.py": facts})
    keys = Keys(Evaluator(program, Knowledge(load(), program.imported_packages)))
    scopes = {scope.name: ScopeId(0, number) for number, scope in enumerate(facts.scopes)}
    assert keys.field(scopes[known_as], attribute) == ("field", scopes[owner], attribute)
