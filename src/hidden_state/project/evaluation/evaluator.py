"""What an expression is, and where it was taken from."""

from __future__ import annotations

from hidden_state.facts import ExprUnion, Literal, Name
from hidden_state.project.evaluation.containers import Containers
from hidden_state.project.evaluation.core import DEEPEST
from hidden_state.project.evaluation.expressions import READINGS, Expressions
from hidden_state.project.evaluation.flow import Flow
from hidden_state.project.evaluation.members import Members
from hidden_state.project.evaluation.parameters import Parameters
from hidden_state.project.evaluation.refs import Refs, limited
from hidden_state.project.evaluation.results import Results
from hidden_state.project.records import (
    UNKNOWN,
    ConstantValue,
    Ref,
    ScopeId,
)

NOTHING_KNOWN = (UNKNOWN,)


class Evaluator(Flow, Expressions, Members, Containers, Parameters, Results):
    """Evaluates expressions on demand and remembers the answers."""

    def evaluate(self, at: ScopeId, expr: ExprUnion) -> Refs:
        """Return what EXPR, read in scope AT, can be."""
        if type(expr) is Name:
            found = self._names.get((at, expr.id))
            return found if found is not None else self.name(at, expr.id)
        if type(expr) is Literal:
            return (Ref(ConstantValue(expr.value)),)
        reading = READINGS.get(type(expr))
        if reading is None:
            return NOTHING_KNOWN
        key = (at, id(expr))
        found = self._memo.get(key)
        if found is not None:
            return found
        if self._depth > DEEPEST:
            return ()
        self._memo[key] = ()  # what is said while the question is open
        self._depth += 1
        try:
            found = self._anchored(limited(reading(self, at, expr)))
        except BaseException:
            del self._memo[key]
            raise
        finally:
            self._depth -= 1
        self._memo[key] = found
        return found
