"""What is written at the line that gives a setting its value."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Item, Literal
from hidden_state.project.records import ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion, Scope
    from hidden_state.project.program import Program
    from hidden_state.project.state import Span


def expression_at(program: Program, span: Span, name: str) -> tuple[ScopeId, ExprUnion] | None:
    """Return the scope and the expression that SPAN gives the setting NAME; None if not found."""
    file = bisect_left(program.paths, span.path)
    if file == len(program.paths) or program.paths[file] != span.path:
        return None
    for number, scope in enumerate(program.facts[file].scopes):
        for line, value in _given(scope, name):
            if line == span.line:
                return ScopeId(file, number), value
    return None


def _given(scope: Scope, name: str) -> Iterator[tuple[int, ExprUnion]]:
    """Yield the lines of a scope that may give a setting a value, with the value."""
    for binding in scope.bindings:
        if binding.name == name:
            yield binding.line, binding.value
    for write in scope.writes:
        match write.target:
            case Item(_, Literal(key)) if key == name:
                yield write.line, write.value
            case Attribute(_, attr) if attr == name:
                yield write.line, write.value
            case _:
                continue
    for call in scope.calls:
        for keyword, value in call.keywords:
            if keyword == name:
                yield call.line, value
