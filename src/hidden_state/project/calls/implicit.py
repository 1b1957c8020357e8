"""Calls that no call expression by the function's name shows."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Element, Item, Name, Result, Unpacked
from hidden_state.project.records import Edge, FunctionValue, InstanceValue, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.facts import Call
    from hidden_state.project.evaluation.evaluator import Evaluator

CALLED = frozenset({Item, Result})
CHOICES = CALLED | {Element, Unpacked}
STARTABLE = frozenset({"thread_handle", "process_handle"})
ENTERING = frozenset({"__enter__", "__aenter__", "__exit__", "__aexit__"})


class ImplicitCalls:
    """Finds `with` blocks, assignments to properties, started threads and called elements."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Start with nothing looked at."""
        self._evaluator = evaluator
        self._program = evaluator.program

    @cached_property
    def entered(self) -> dict[ScopeId, list[Edge]]:
        """Methods that `with` blocks call, with the blocks' scopes as callers."""
        found: dict[ScopeId, list[Edge]] = defaultdict(list)
        for file, facts in enumerate(self._program.facts):
            for number, scope in enumerate(facts.scopes):
                at = ScopeId(file, number)
                for block in scope.blocks:
                    if block.kind != "with" or block.test is None:
                        continue
                    for ref in self._evaluator.evaluate(at, block.test):
                        if isinstance(ref.value, InstanceValue):
                            for name in ENTERING:
                                method = self._evaluator.classes.method(ref.value.class_id, name)
                                if method is not None:
                                    found[method].append(Edge(at, -1, block.line, ref, 1))
        return found

    def assigned(self, class_id: ScopeId, name: str) -> Iterator[Edge]:
        """Yield the assignments that run a property's setter."""
        for site in self._program.attribute_writes.get(name, ()):
            at = ScopeId(site.file, site.scope)
            write = self._program.write(site)
            if isinstance(write.target, Attribute):
                for ref in self._evaluator.evaluate(at, write.target.value):
                    if isinstance(ref.value, InstanceValue) and self._evaluator.classes.is_subclass(
                        ref.value.class_id, class_id
                    ):
                        yield Edge(at, -1, write.line, ref, 1)

    def started(self, class_id: ScopeId) -> Iterator[Edge]:
        """Yield the `start()` calls that make a thread or process object run."""
        bases = self._evaluator.classes.external_bases(class_id)
        if not any(self._evaluator.models.learned_kind(base) in STARTABLE for base in bases):
            return
        for site in self._program.calls_by_name.get("start", ()):
            call = self._program.call(site)
            at = ScopeId(site.file, site.scope)
            if site.argument < 0 and isinstance(call.func, Attribute):
                for ref in self._evaluator.evaluate(at, call.func.value):
                    if isinstance(ref.value, InstanceValue) and self._evaluator.classes.is_subclass(
                        ref.value.class_id, class_id
                    ):
                        yield Edge(at, site.call, call.line, ref, 1)

    @cached_property
    def indirect(self) -> dict[ScopeId, list[Edge]]:
        """Functions that are called by way of a container, a field or a local name."""
        found: dict[ScopeId, list[Edge]] = defaultdict(list)
        for at, position, call in self._indirect_calls():
            for ref in self._evaluator.evaluate(at, call.func):
                if isinstance(ref.value, FunctionValue):
                    receiver = ref.value.receiver
                    shift = 1 if receiver is not None else 0
                    edge = Edge(at, position, call.line, receiver, shift)
                    found[ref.value.id].append(edge)
        return found

    def _indirect_calls(self) -> Iterator[tuple[ScopeId, int, Call]]:
        """Yield the calls of elements, results, fields, and local names bound to such."""
        fields = self._program.attribute_writes.keys() - self._program.methods_by_name.keys()
        for file, facts in enumerate(self._program.facts):
            for number, scope in enumerate(facts.scopes):
                if number == 0 or not scope.calls:
                    continue
                chosen = {item.name for item in scope.bindings if type(item.value) in CHOICES}
                for position, call in enumerate(scope.calls):
                    func = call.func
                    if type(func) is Attribute:
                        is_indirect = func.attr in fields
                    else:
                        is_indirect = (
                            func.id in chosen if type(func) is Name else type(func) in CALLED
                        )
                    if is_indirect:
                        yield ScopeId(file, number), position, call


def is_setter(decorators: Iterable[object]) -> bool:
    """Whether a method with these decorators sets a property."""
    return any(isinstance(item, Attribute) and item.attr == "setter" for item in decorators)
