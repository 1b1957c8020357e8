"""What an expression is, and where it was taken from."""

from __future__ import annotations

from hidden_state.facts import ExprUnion, Literal, Name, Opaque
from hidden_state.project.evaluation.containers import Containers
from hidden_state.project.evaluation.core import DEEPEST
from hidden_state.project.evaluation.expressions import Expressions
from hidden_state.project.evaluation.flow import Flow
from hidden_state.project.evaluation.members import Members
from hidden_state.project.evaluation.parameters import Parameters
from hidden_state.project.evaluation.refs import Refs, limited
from hidden_state.project.evaluation.results import Results
from hidden_state.project.records import (
    UNKNOWN,
    ConstantValue,
    ExternalInstance,
    ExternalValue,
    InstanceValue,
    Ref,
    ScopeId,
)

EXTERNAL = (ExternalInstance, ExternalValue, InstanceValue)


class Evaluator(Flow, Expressions, Members, Containers, Parameters, Results):
    """Evaluates expressions on demand and remembers the answers."""

    def evaluate(self, at: ScopeId, expr: ExprUnion) -> Refs:
        """Return what EXPR, read in scope AT, can be."""
        if isinstance(expr, Name):
            return self.name(at, expr.id)
        if isinstance(expr, Literal):
            return (Ref(ConstantValue(expr.value)),)
        if isinstance(expr, Opaque):
            return (UNKNOWN,)
        key = (at, id(expr))
        found = self._memo.get(key)
        if found is not None:
            return found
        if key in self._active or self._depth > DEEPEST:
            return ()
        self._active.add(key)
        self._depth += 1
        try:
            found = limited(self._evaluate(at, expr))
        finally:
            self._depth -= 1
            self._active.discard(key)
        if any(type(ref.value) in EXTERNAL for ref in found):
            found = tuple(self._anchored(ref) for ref in found)
        self._memo[key] = found
        return found
