"""Where a computed value comes from: code alone, or something that changes outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import (
    Attribute,
    Call,
    Choice,
    Display,
    Element,
    Entered,
    ExprUnion,
    Item,
    Joined,
    Name,
    Result,
    Unpacked,
)
from hidden_state.project.classes import receiver_name
from hidden_state.project.records import ExternalInstance, ExternalValue, FunctionValue, ScopeId
from hidden_state.project.resting import RestingFiles
from hidden_state.project.values import TOOLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.evaluation.evaluator import Evaluator

DEEPEST_CALL = 3
REMOTE_KINDS = frozenset({"client", "engine", "pool", "query", "table", "request", "connection"})
CODE = frozenset({"nothing", "log"})
"""What calls do that give the same for the same arguments in every process."""
QUERY_METHODS = frozenset(
    """execute scalars scalar fetchall fetchone fetch find find_one filter filter_by all first
    one one_or_none get_or_create aggregate annotate values_list json text read_text""".split()
)


def reads_outside(evaluator: Evaluator, at: ScopeId, expr: ExprUnion) -> bool:
    """Whether EXPR depends on an argument, a request, a database or another service.

    What flows only from imports, constants, classes and settings is the same in every process.
    """
    return _Reading(evaluator).expression(at, expr, 0)


class _Reading:
    """One question, with the functions that were looked into on the way."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._program = evaluator.program
        self._seen: set[tuple[ScopeId, object]] = set()
        self._resting = RestingFiles(evaluator, parts_of)

    def expression(self, at: ScopeId, expr: ExprUnion, depth: int) -> bool:
        """Whether one expression, read in scope AT, depends on something outside."""
        key = (at, id(expr))
        if key in self._seen:
            return False
        self._seen.add(key)
        if isinstance(expr, Name):
            return self._name(at, expr.id, depth)
        if isinstance(expr, Result):
            return self._call(at, self._program.scope(at).calls[expr.call], depth)
        return any(self.expression(at, part, depth) for part in parts_of(expr))

    def _name(self, at: ScopeId, name: str, depth: int) -> bool:
        scope = self._program.scope(at)
        receiver = receiver_name(scope) if self._program.enclosing_class(at) is not None else None
        if any(item.name == name and name != receiver for item in scope.parameters):
            return depth == 0
        bindings = self._program.bindings(at).get(name, ()) if scope.kind != "module" else ()
        if bindings:
            return any(self.expression(at, binding.value, depth) for binding in bindings)
        return any(
            self._evaluator.models.kind_of(ref.value.name) in REMOTE_KINDS
            for ref in self._evaluator.name(at, name)
            if isinstance(ref.value, (ExternalValue, ExternalInstance))
        )

    def _call(self, at: ScopeId, call: Call, depth: int) -> bool:
        func = call.func
        if self._resting.reads(at, call):
            return any(self.expression(at, value, depth) for value in call.args)
        for ref in self._evaluator.evaluate(at, func):
            value = ref.value
            if isinstance(value, (ExternalValue, ExternalInstance)):
                if self._is_remote(value.name):
                    return True
            elif (
                isinstance(value, FunctionValue)
                and depth < DEEPEST_CALL
                and self._function(value.id, depth + 1)
            ):
                return True
        if isinstance(func, Attribute) and (
            func.attr in QUERY_METHODS or self.expression(at, func.value, depth)
        ):
            return True
        given = call.given
        return any(self.expression(at, value, depth) for value in given)

    def _function(self, function: ScopeId, depth: int) -> bool:
        key = (function, "function")
        if key in self._seen:
            return False
        self._seen.add(key)
        scope = self._program.scope(function)
        return any(self._call(function, call, depth) for call in scope.calls)

    def _is_remote(self, name: str) -> bool:
        parts = name.split(".")
        for size in range(len(parts), 1, -1):
            if self._evaluator.models.kind_of(".".join(parts[:size])) in REMOTE_KINDS:
                return True
        models = self._evaluator.models
        if models.kind_of(name) in TOOLS or parts[-1][:1].isupper() or name in models.formats:
            return False
        row = self._evaluator.models.effects.get(parts[0])
        return row is None or row.does not in CODE


def parts_of(expr: ExprUnion) -> Iterator[ExprUnion]:
    """Yield the expressions that one is made of."""
    match expr:
        case Attribute(value=value) | Element(value=value) | Entered(value=value):
            yield value
        case Item(value=value, key=key):
            yield from (value, key)
        case Unpacked(value=value):
            yield value
        case Choice(options=items) | Display(items=items) | Joined(parts=items):
            yield from items
        case _:
            return
