"""Loops that take one message after another: what a worker's main function serves with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import (
    Attribute,
    Choice,
    Compare,
    Element,
    Literal,
    Name,
    Result,
    Unpacked,
)
from hidden_state.project.records import EntryPoint, ExternalInstance, ExternalValue, ScopeId
from hidden_state.words import words_in

RUNNING = frozenset(
    """run running runs stop stopped stopping shutdown shutting alive active exit exiting quit
    quitting closed closing terminate terminated terminating done finished cancelled""".split()
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from hidden_state.facts import ExprUnion, Scope
    from hidden_state.models.entry import EntryRow
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.program import Program


def consumer_loops(evaluator: Evaluator) -> Iterator[tuple[EntryPoint, int]]:
    """Yield the functions that loop over messages as entry points, and the line of the loop."""
    if not evaluator.models.loops:
        return
    program = evaluator.program
    for file, facts in enumerate(program.facts):
        for number, scope in enumerate(facts.scopes):
            if scope.kind != "function":
                continue
            at = ScopeId(file, number)
            found = min(_loops(evaluator, at, scope), key=lambda pair: pair[1], default=None)
            if found is not None:
                row, line = found
                kind, runs, name = row.kind, row.runs, scope.name
                yield EntryPoint(at, kind, runs, name, scope.line, file, library=row.library), line


def consumers(
    program: Program,
    entries: Mapping[ScopeId, Sequence[EntryPoint]],
    loops: Collection[ScopeId],
) -> Iterator[ScopeId]:
    """Yield the classes whose objects live as long as messages come: LOOPS and ENTRIES of them."""
    for function, found in entries.items():
        is_bound = any(item.runs == "message" and item.receiver is not None for item in found)
        if function in loops or is_bound:
            class_id = program.enclosing_class(function)
            if class_id is not None:
                yield class_id


def _loops(evaluator: Evaluator, at: ScopeId, scope: Scope) -> Iterator[tuple[EntryRow, int]]:
    """Yield the rows of what a scope takes messages from, and the line of each loop."""
    for binding in scope.bindings:
        value = binding.value.value if isinstance(binding.value, Unpacked) else binding.value
        if binding.how == "for" and isinstance(value, Element):
            row = _row(evaluator, at, scope, value.value)
            if row is not None:
                yield row, binding.line
    for number, call in enumerate(scope.calls):
        line = _loop_around(scope, call.block)
        if line and isinstance(call.func, Attribute):
            row = _row(evaluator, at, scope, Result(number))
            if row is not None:
                yield row, line


def _loop_around(scope: Scope, block: int) -> int:
    """Return the line of the outermost loop without end that a block is in, 0 if there is none."""
    line = 0
    while block > 0:
        around = scope.blocks[block - 1]
        if around.kind == "loop" and _is_endless(scope, around.test):
            line = around.line
        block = around.parent
    return line


def _is_endless(scope: Scope, test: ExprUnion | None) -> bool:
    """Whether a loop goes on until the worker is stopped, by what it tests."""
    match test:
        case Literal(value=value):
            return bool(value)
        case Name(id=name) | Attribute(attr=name):
            return bool(words_in(name) & RUNNING)
        case Result(call=number):
            return _is_endless(scope, scope.calls[number].func) or (
                isinstance(scope.calls[number].func, Attribute)
                and _is_endless(scope, getattr(scope.calls[number].func, "value", None))
            )
        case Compare(left=left, right=right):
            return _is_endless(scope, left) or _is_endless(scope, right)
        case Choice(options=options):
            return any(_is_endless(scope, option) for option in options)
        case _:
            return False


def _row(evaluator: Evaluator, at: ScopeId, scope: Scope, source: ExprUnion) -> EntryRow | None:
    """Return the row of what SOURCE, an object or the result of one of its methods, is."""
    rows = evaluator.models.loops
    method = ""
    if isinstance(source, Result):
        func = scope.calls[source.call].func
        if isinstance(func, Attribute) and any(name.endswith(f".{func.attr}") for name in rows):
            source, method = func.value, f".{func.attr}"
    elif not isinstance(source, Name | Attribute):
        return None
    for ref in evaluator.evaluate(at, source):
        if isinstance(ref.value, (ExternalInstance, ExternalValue)):
            for name in evaluator.models.ancestors(ref.value.name):
                if f"{name}{method}" in rows:
                    return rows[f"{name}{method}"]
    return None
