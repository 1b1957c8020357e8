"""What is claimed several times is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from hidden_state.claims import settled
from hidden_state.project import Entrance, State
from hidden_state.project.state import ChainStep, Span, StateWrite

if TYPE_CHECKING:
    from hidden_state.claims import Rule


def _rule(specificity: int) -> Rule:
    return cast("Rule", type("Own", (), {"specificity": specificity})())


def test_a_field_that_several_objects_are_known_by_is_one_state() -> None:
    near, far = _state("field", "A.items", 5, 1), _state("field", "B.items", 9, 3)
    ((rule, state),) = settled([(_rule(10), far), (_rule(10), near)])
    assert rule.specificity == 10
    assert isinstance(state, State)
    assert state.symbol == "A.items"
    assert [write.line for write in state.writes] == [5, 9]


def test_the_most_specific_rule_tells_of_a_definition() -> None:
    near, far = _state("field", "A.items", 5, 1), _state("field", "B.items", 9, 3)
    ((rule, state),) = settled([(_rule(10), near), (_rule(20), far)])
    assert (rule.specificity, state.symbol) == (20, "B.items")


def test_defaults_of_one_function_are_apart() -> None:
    states = [_state("default", "a", 5, 1), _state("default", "b", 5, 1)]
    assert len(list(settled([(_rule(10), state) for state in states]))) == 2


def test_variables_of_the_environment_that_a_file_sets_are_one_state() -> None:
    states = [
        _state("environment", f"os.environ[{name}]", line, 1)._replace(
            definition=Span("app.py", line, 1, line, 5)
        )
        for line, name in ((5, "A"), (6, "B"))
    ]
    ((_, state),) = settled([(_rule(10), state) for state in states])
    assert isinstance(state, State)
    assert state.symbol == "os.environ"
    assert len(state.writes) == 2


def _state(kind: str, symbol: str, line: int, steps: int) -> State:
    chain = tuple(ChainStep("app.py", line, f"app.step{number}") for number in range(steps))
    write = StateWrite("app.py", line, 1, "append()", frozenset(), False, False, None, False, chain)
    entrance = Entrance("route", "/", "app.py", 1, "flask")
    span = Span("app.py", 2, 1, 2, 5)
    return State(kind, symbol, span, "", (write,), frozenset(), entrance, "certain")
