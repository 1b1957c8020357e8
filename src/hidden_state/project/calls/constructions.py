"""Calls that make objects, and with them run their constructors."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.facts import Result
from hidden_state.project.records import ClassValue, Edge, InstanceValue, Ref, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.calls.sites import Sites
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.sites import CallSite


class Constructions:
    """Finds the calls of constructors."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        """Take what resolves calls by name."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._sites = sites
        self._results: dict[tuple[ScopeId, int], Result] = {}

    def of_class(self, function: ScopeId, class_id: ScopeId) -> Iterator[Edge]:
        """Yield the calls that make an object and with it run FUNCTION, a constructor."""
        classes = self._evaluator.classes
        targets = {class_id: None}
        method = self._program.scope(function).name
        for subclass in classes.subclasses(class_id):
            if classes.method(subclass, method) == function:
                targets[subclass] = None
        for target in targets:
            sites = self._sites.named(self._program.scope(target).name)
            for site in (*sites, *self._through_cls.get(target, ())):
                if site.argument >= 0:
                    continue
                caller = ScopeId(site.file, site.scope)
                call = self._program.call(site)
                for ref in self._evaluator.evaluate(caller, call.func):
                    if isinstance(ref.value, ClassValue) and ref.value.id == target:
                        made = self._made(caller, site.call, target)
                        yield Edge(caller, site.call, call.line, made, 1)

    @cached_property
    def _through_cls(self) -> dict[ScopeId, list[CallSite]]:
        """The `cls()` calls by the class that `cls` is."""
        found: dict[ScopeId, list[CallSite]] = defaultdict(list)
        for site in self._sites.named("cls"):
            if site.argument < 0:
                at = ScopeId(site.file, site.scope)
                for ref in self._evaluator.evaluate(at, self._program.call(site).func):
                    if isinstance(ref.value, ClassValue):
                        found[ref.value.id].append(site)
        return found

    def _made(self, caller: ScopeId, call: int, class_id: ScopeId) -> Ref | None:
        """Return the constructed object as its constructor's receiver, placed where it is kept."""
        for ref in self._evaluator.evaluate(caller, self._result(caller, call)):
            if isinstance(ref.value, InstanceValue) and ref.place is not None:
                return ref
        return Ref(InstanceValue(class_id))

    def _result(self, caller: ScopeId, call: int) -> Result:
        key = (caller, call)
        found = self._results.get(key)
        if found is None:
            found = self._results[key] = Result(call)
        return found
