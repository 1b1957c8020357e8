"""Which package an object comes from, however it is taken out of what the package gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import (
    Attribute,
    Element,
    Entered,
    Item,
    Joined,
    Name,
    Result,
    Unpacked,
)
from hidden_state.project.records import ExternalInstance, ExternalValue, UnknownValue

if TYPE_CHECKING:
    from hidden_state.facts import ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import ScopeId

MOST_STEPS = 12
VALUES = frozenset({"assign", "with", "for", "comprehension"})


def package_of(evaluator: Evaluator, at: ScopeId, expr: ExprUnion) -> str:
    """Return the package that EXPR, read in scope AT, comes from, '' if that is not known.

    A page of a document, a slice of a sound and the sum of two come from the same package.
    """
    program = evaluator.program
    here: ExprUnion | None = expr
    for _ in range(MOST_STEPS):
        match here:
            case Attribute(value) | Item(value) | Element(value) | Entered(value):
                here = value
            case Unpacked(value):
                here = value
            case Joined("+", parts):
                here = parts[0]
            case Result(number):
                here = program.scope(at).calls[number].func
            case Name(name):
                values = [ref.value for ref in evaluator.evaluate(at, here)]
                for known in values:
                    if isinstance(known, (ExternalValue, ExternalInstance)):
                        return known.name.partition(".")[0]
                if not all(isinstance(known, UnknownValue) for known in values):
                    return ""
                bound = program.bindings(at).get(name, ())
                here = next((item.value for item in bound if item.how in VALUES), None)
            case _:
                return ""
    return ""
