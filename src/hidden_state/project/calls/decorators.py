"""Functions that run because they are decorated."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.project.records import (
    ClassValue,
    Edge,
    FunctionValue,
    InstanceValue,
    Place,
    Ref,
    ScopeId,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hidden_state.project.evaluation.evaluator import Evaluator


class Decorators:
    """Finds what decorates what."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Start with no decorator resolved."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._deciding = False

    def applied_to(self, function: ScopeId) -> list[ScopeId]:
        """Return what FUNCTION decorates; nothing while that is being found out."""
        if self._deciding:
            return []
        return self.decorated_by.get(function, [])

    @cached_property
    def decorated_by(self) -> dict[ScopeId, list[ScopeId]]:
        """Functions by the project function that, applied as a decorator, gets them."""
        found: dict[ScopeId, list[ScopeId]] = defaultdict(list)
        self._deciding = True
        for function, decorator in self._program.decorated:
            parent = self._program.parent(function)
            for ref in self._evaluator.evaluate(parent, decorator):
                target = self._applied(ref)
                if target is not None:
                    found[target].append(function)
        self._deciding = False
        return found

    def _applied(self, ref: Ref) -> ScopeId | None:
        if isinstance(ref.value, FunctionValue):
            return ref.value.id
        if isinstance(ref.value, InstanceValue):
            return self._evaluator.classes.method(ref.value.class_id, "__call__")
        if isinstance(ref.value, ClassValue):
            return self._evaluator.classes.method(ref.value.id, "__call__")
        return None

    @cached_property
    def _wrapping(self) -> tuple[dict[ScopeId, list[ScopeId]], dict[ScopeId, list[ScopeId]]]:
        """Wrapped functions by wrapper, and wrappers by wrapped function."""
        wrapped: dict[ScopeId, list[ScopeId]] = defaultdict(list)
        wrappers: dict[ScopeId, list[ScopeId]] = defaultdict(list)
        for decorator, functions in self.decorated_by.items():
            for number in self._evaluator.classes.children(decorator):
                inner = ScopeId(decorator.file, number)
                if self._program.scope(inner).kind != "function":
                    continue
                for function in functions:
                    if function != inner:
                        wrapped[inner].append(function)
                        wrappers[function].append(inner)
        return wrapped, wrappers

    def edges(self, function: ScopeId, is_entry: Callable[[ScopeId], bool]) -> Iterator[Edge]:
        """Yield what runs FUNCTION because of a decorator."""
        wrapped, wrappers = self._wrapping
        class_id = self._program.enclosing_class(function)
        if class_id is not None and self._program.scope(function).name == "__call__":
            made = Ref(InstanceValue(class_id), Place("singleton", class_id, ""))
            for other in self.decorated_by.get(function, ()):
                yield Edge(other, -1, self._program.scope(other).line, made, 1)
        registered = [item for item in wrappers.get(function, ()) if is_entry(item)]
        for other in (*wrapped.get(function, ()), *registered):
            yield Edge(other, -1, self._program.scope(other).line)
