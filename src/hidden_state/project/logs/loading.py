"""Which files the data of an expression may have been loaded from."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from hidden_state.facts import (
    Attribute,
    Choice,
    Display,
    Element,
    Entered,
    Item,
    Joined,
    Literal,
    Name,
    Result,
    Unpacked,
)
from hidden_state.project.records import Edge, FunctionValue, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion
    from hidden_state.project.linked import Linked

DEEPEST = 4
MOST_STEPS = 200
MOST_SITES = 16
READ = "read"
"""What a parser of configurations is told to take in."""
BOUND = frozenset({"assign", "with", "augment"})


Calls: TypeAlias = "tuple[tuple[ScopeId, Edge], ...]"
"""The functions of the project that were entered, and the call of each, the innermost last."""


class Origin(NamedTuple):
    """An expression in scope `at`, inside of `calls`."""

    at: ScopeId
    expr: ExprUnion
    calls: Calls = ()


class Loading:
    """Follows names, functions and calls back to paths; whatever else is a dead end."""

    def __init__(self, linked: Linked) -> None:
        """Take the linked project."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program

    def paths(self, at: ScopeId, expr: ExprUnion) -> Iterator[Origin]:
        """Yield what may be the path of the file that EXPR, read in scope AT, was made from."""
        yield Origin(at, expr)
        seen: set[object] = set()
        waiting = [Origin(at, expr)]
        for item in waiting:
            key = item.expr.id if isinstance(item.expr, Name) else id(item.expr)
            if (item.at, key, item.calls) in seen or len(seen) > MOST_STEPS:
                continue
            seen.add((item.at, key, item.calls))
            number = item.expr.call if isinstance(item.expr, Result) else -1
            opened = self._opened.get((item.at, number))
            if opened is not None:
                yield Origin(item.at, opened, item.calls)
                waiting.append(Origin(item.at, opened, item.calls))
                continue
            if isinstance(item.expr, (Literal, Joined)):
                yield item
            waiting.extend(self._step(item))

    @cached_property
    def _opened(self) -> dict[tuple[ScopeId, int], ExprUnion]:
        """The paths of the calls that open files."""
        return {
            (found.at, found.number): found.path
            for found in self._linked.file_calls.all
            if found.path is not None and found.does == "read"
        }

    def _step(self, item: Origin) -> Iterator[Origin]:
        at, expr, calls = item
        match expr:
            case Name(name):
                yield from self._of_name(item, name)
            case Attribute(value, attr):
                yield Origin(at, value, calls)
                for site in self._program.attribute_writes.get(attr, ())[:MOST_SITES]:
                    if site.file == at.file:
                        where = ScopeId(site.file, site.scope)
                        yield Origin(where, self._program.write(site).value)
            case Item(value) | Element(value) | Entered(value) | Unpacked(value):
                yield Origin(at, value, calls)
            case Choice(options=parts) | Display(kind="copy", items=parts):
                yield from (Origin(at, part, calls) for part in parts)
            case Result(number):
                yield from self._of_call(item, number)
            case _:
                return

    def _of_name(self, item: Origin, name: str) -> Iterator[Origin]:
        owner = self._evaluator.owner(item.at, name)
        yield from self._given(owner, name, item.calls)
        for ref in self._evaluator.name(item.at, name):
            place = ref.place
            if place is not None and place.kind == "global" and place.scope != owner:
                yield Origin(place.scope, Name(place.name))
        for parameter in self._program.scope(owner).parameters:
            if parameter.name == name:
                yield from self._passed(owner, name, item.calls)
                if parameter.default is not None:
                    yield Origin(self._program.parent(owner), parameter.default)

    def _given(self, owner: ScopeId, name: str, calls: Calls) -> Iterator[Origin]:
        """Yield what a variable is given where it is one, or told to read."""
        for binding in self._program.bindings(owner).get(name, ()):
            if binding.how in BOUND:
                yield Origin(owner, binding.value, calls)
        for call in self._program.scope(owner).calls:
            if call.args and call.func == Attribute(Name(name), READ):
                yield Origin(owner, call.args[0], calls)
        if owner.scope == 0:
            for site in self._program.rebindings.get((owner.file, name), ()):
                yield Origin(ScopeId(site.file, site.scope), self._program.write(site).value)

    def _passed(self, owner: ScopeId, name: str, calls: Calls) -> Iterator[Origin]:
        """Yield what the parameter NAME of a function is given: by the call to it, or by all."""
        edges = self._evaluator.callers(owner)[:MOST_SITES]
        if calls and calls[-1][0] == owner:
            edges, calls = [calls[-1][1]], calls[:-1]
        for edge in edges:
            passed = self._evaluator.passed(edge, owner, name)
            if passed is not None:
                yield Origin(edge.caller, passed, calls)

    def _of_call(self, item: Origin, number: int) -> Iterator[Origin]:
        """Yield what a call is given, or, of a function of the project, what it returns."""
        at, _, calls = item
        call = self._program.scope(at).calls[number]
        for ref in self._evaluator.evaluate(at, call.func):
            if isinstance(ref.value, FunctionValue) and len(calls) < DEEPEST:
                function = ref.value
                shift = 0 if function.receiver is None else 1
                edge = Edge(at, number, call.line, function.receiver, shift)
                scope = self._program.scope(function.id)
                for value in (*scope.returns, *scope.yields):
                    yield Origin(function.id, value, (*calls, (function.id, edge)))
                return
        if isinstance(call.func, Attribute):
            yield Origin(at, call.func.value, calls)
        for value in call.args:
            yield Origin(at, value, calls)
