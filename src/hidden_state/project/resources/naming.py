"""What the project calls the thing that a call makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Choice, Name, Result
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.program import Program
    from hidden_state.project.records import Place, ScopeId


def named(
    program: Program,
    at: ScopeId,
    call: Call,
    number: int,
    subject: str,
    function: ScopeId | None = None,
) -> tuple[str, Span]:
    """Return what the result of call NUMBER of scope AT is bound to, and where.

    A result that is bound to nothing goes by the last part of SUBJECT, at the call; a decorator by
    the FUNCTION that it decorates.
    """
    scope = program.scope(at)
    path = program.paths[at.file]
    if function is not None:
        name = program.scope(function).name
        return name, Span(path, call.line, call.column, call.line, call.column)
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


def decorated(program: Program, at: ScopeId, number: int) -> ScopeId | None:
    """Return the function or class that the result of call NUMBER of scope AT decorates."""
    return next(
        (
            function
            for function, decorator in program.decorated
            if function.file == at.file
            and isinstance(decorator, Result)
            and decorator.call == number
            and program.parent(function) == at
        ),
        None,
    )


def targets_of(evaluator: Evaluator, at: ScopeId, number: int) -> Iterator[Place]:
    """Yield the places that the result of call NUMBER of scope AT, or what it is in, goes to."""
    for write in evaluator.program.scope(at).writes:
        value = write.value
        refs = evaluator.evaluate(at, write.target)
        if _is_made_by(value, number) or isinstance(value, Name):
            yield from (ref.place for ref in refs if ref.place is not None)


def dotted(expr: ExprUnion) -> str:
    """Return a name or an attribute of a name as it is written."""
    if isinstance(expr, Attribute):
        return f"{dotted(expr.value)}.{expr.attr}"
    return expr.id if isinstance(expr, Name) else "?"


def is_class_name(text: str) -> bool:
    """Whether a text is the dotted name of a class."""
    owner, _, last = text.rpartition(".")
    return bool(owner) and last[:1].isupper() and text.replace(".", "").isidentifier()


def _is_made_by(value: ExprUnion, number: int) -> bool:
    """Whether VALUE is what call NUMBER of the scope gives, or may be."""
    if isinstance(value, Choice):
        return any(_is_made_by(option, number) for option in value.options)
    return isinstance(value, Result) and value.call == number
