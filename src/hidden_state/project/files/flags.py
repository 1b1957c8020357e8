"""Which flags a file is opened with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Choice, Joined, Name
from hidden_state.project.records import ExternalValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import ScopeId

DEEPEST = 3


def flags(evaluator: Evaluator, at: ScopeId, expr: ExprUnion, depth: int = 0) -> Iterator[str]:
    """Yield the public names of the flags that EXPR, read in scope AT, is put together from."""
    if depth > DEEPEST:
        return
    parts = expr.parts if isinstance(expr, Joined) else ()
    parts = expr.options if isinstance(expr, Choice) else parts
    if isinstance(expr, Name):
        bindings = evaluator.program.bindings(at).get(expr.id, ())
        parts = tuple(binding.value for binding in bindings if binding.how in ("assign", "augment"))
    for part in parts:
        yield from flags(evaluator, at, part, depth + 1)
    for ref in () if parts else evaluator.evaluate(at, expr):
        if isinstance(ref.value, ExternalValue):
            yield ref.value.name
