"""What the project calls the thing that a call makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Choice, Name, Result
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from hidden_state.facts import Call, ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.program import Program
    from hidden_state.project.records import Place, ScopeId


def named(program: Program, at: ScopeId, call: Call, number: int, subject: str) -> tuple[str, Span]:
    """Return what the result of call NUMBER of scope AT is bound to, and where.

    A result that is bound to nothing goes by the last part of SUBJECT, at the call.
    """
    scope = program.scope(at)
    path = program.paths[at.file]
    for binding in scope.bindings:
        if _is_made_by(binding.value, number) and binding.name:
            span = Span(path, binding.line, binding.column, binding.line, binding.end_column)
            return binding.name, span
    for write in scope.writes:
        if _is_made_by(write.value, number) and isinstance(write.target, (Attribute, Name)):
            symbol = dotted(write.target)
            end = write.column + len(symbol)
            return symbol, Span(path, write.line, write.column, write.line, end)
    symbol = subject.rpartition(".")[2]
    end = call.column + len(symbol)
    return symbol, Span(path, call.line, call.column, call.line, end)


def places_of(evaluator: Evaluator, at: ScopeId, number: int) -> frozenset[Place]:
    """Return the long-lived places that the result of call NUMBER of scope AT is bound to."""
    scope = evaluator.program.scope(at)
    names = [Name(item.name) for item in scope.bindings if _is_made_by(item.value, number)]
    targets = [item.target for item in scope.writes if _is_made_by(item.value, number)]
    refs = [ref for expr in (*names, *targets) for ref in evaluator.evaluate(at, expr)]
    return frozenset(ref.place for ref in refs if ref.place is not None)


def dotted(expr: ExprUnion) -> str:
    """Return a name or an attribute of a name as it is written."""
    if isinstance(expr, Attribute):
        return f"{dotted(expr.value)}.{expr.attr}"
    return expr.id if isinstance(expr, Name) else "?"


def _is_made_by(value: ExprUnion, number: int) -> bool:
    """Whether VALUE is what call NUMBER of the scope gives, or may be."""
    if isinstance(value, Choice):
        return any(_is_made_by(option, number) for option in value.options)
    return isinstance(value, Result) and value.call == number
