"""Which bindings and calls mention a name or a result."""

from __future__ import annotations

from hidden_state.extract import extract
from hidden_state.facts import Facts
from hidden_state.project.identity.mentions import Mentions

SOURCE = b"""
first = make()
second = first.part[0]
third = f"{second}-x" or other
table = {"key": first}
use(first, key=third)
first.send()
use(table)
"""


def mentions() -> Mentions:
    facts = extract(SOURCE)
    assert isinstance(facts, Facts)
    return Mentions(facts.scopes[0])


def test_bindings_that_hold_a_part_or_a_choice() -> None:
    assert mentions().bindings([0]) == [0]
    assert mentions().bindings(["first"]) == [1]
    assert mentions().bindings(["other", "second"]) == [2]


def test_what_a_dict_holds_is_not_the_dict() -> None:
    assert 3 not in mentions().bindings(["first"])


def test_calls_that_are_given_it_or_are_its_methods() -> None:
    assert mentions().calls(["third", "first"]) == [1, 2]
    assert mentions().calls(["table"]) == [3]
    assert mentions().calls(["nobody"]) == []
