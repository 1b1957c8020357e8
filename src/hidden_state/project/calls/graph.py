"""Who calls a function: the reversed call graph, built where it is asked for."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Result, Unpacked
from hidden_state.project.calls.constructions import Constructions
from hidden_state.project.calls.decorators import Decorators
from hidden_state.project.calls.implicit import ENTERING, ImplicitCalls, is_setter
from hidden_state.project.calls.overrides import Overrides
from hidden_state.project.calls.sites import Sites
from hidden_state.project.records import Edge, ScopeId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hidden_state.project.evaluation.evaluator import Evaluator

CONSTRUCTORS = frozenset({"__init__", "__new__", "__post_init__", "__attrs_post_init__"})


class CallGraph:
    """Finds the callers of functions on demand."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Start with nothing known; the evaluator asks back through `callers`."""
        self._program = evaluator.program
        self._sites = Sites(evaluator)
        self._overrides = Overrides(evaluator)
        self._constructions = Constructions(evaluator, self._sites)
        self._implicit = ImplicitCalls(evaluator)
        self._decorators = Decorators(evaluator)
        self._edges: dict[ScopeId, list[Edge]] = {}
        self._named_results: dict[ScopeId, dict[int, list[str]]] = {}
        self._is_entry: Callable[[ScopeId], bool] = lambda _: False
        self._counting = False
        evaluator.callers = self.callers
        evaluator.applied_to = self._decorators.applied_to

    @property
    def decorated_by(self) -> dict[ScopeId, list[ScopeId]]:
        """Functions by the project function that, applied as a decorator, gets them."""
        return self._decorators.decorated_by

    def settle(self, is_entry: Callable[[ScopeId], bool]) -> None:
        """Take what is an entry point, now that it is known, and drop the answers given without."""
        self._is_entry = is_entry
        self._edges.clear()

    def callers(self, function: ScopeId) -> list[Edge]:
        """Return the calls of FUNCTION, and the places where it is passed on to be called."""
        found = self._edges.get(function)
        if found is None:
            self._edges[function] = []
            unsure = self._sites.unsure
            found = list(dict.fromkeys(self._callers(function)))
            if self._sites.unsure == unsure:
                self._edges[function] = found
            else:
                del self._edges[function]
        return found

    def _callers(self, function: ScopeId) -> Iterator[Edge]:
        scope = self._program.scope(function)
        yield from self._decorators.edges(function, self._is_entry)
        if not self._counting:
            yield from self._indirect_edges(function)
        if scope.kind == "lambda":
            for site in self._program.definitions_passed.get(function, ()):
                at = ScopeId(site.file, site.scope)
                yield Edge(at, site.call, scope.line, argument=site.argument)
            return
        class_id = self._program.enclosing_class(function)
        if class_id is not None and scope.name in CONSTRUCTORS:
            yield from self._constructions.of_class(function, class_id)
        if class_id is not None and scope.name in ENTERING:
            yield from self._implicit.entered.get(function, ())
        if class_id is not None and is_setter(scope.decorators):
            yield from self._implicit.assigned(class_id, scope.name)
        if class_id is not None and scope.name == "run":
            yield from self._implicit.started(class_id)
        for name in (scope.name, *self._result_names(function)):
            yield from self._named_edges(name, function, class_id)

    def _result_names(self, function: ScopeId) -> Iterator[str]:
        """Yield the names that get a function which an enclosing function makes and returns."""
        maker = self._program.parent(function)
        if maker.scope <= 0 or self._program.scope(maker).kind != "function":
            return
        for edge in self.callers(maker):
            if edge.call < 0 or edge.argument >= 0:
                continue
            yield from self._results_in(edge.caller).get(edge.call, ())

    def _results_in(self, at: ScopeId) -> dict[int, list[str]]:
        """Return the names and fields that the results of the calls of scope AT get, by call."""
        found = self._named_results.get(at)
        if found is None:
            found = self._named_results[at] = defaultdict(list)
            scope = self._program.scope(at)
            for binding in scope.bindings:
                value = binding.value
                if type(value) is Unpacked:
                    value = value.value
                if type(value) is Result:
                    found[value.call].append(binding.name)
            for write in scope.writes:
                value, target = write.value, write.target
                if type(value) is Result and type(target) is Attribute:
                    found[value.call].append(target.attr)
        return found

    def _named_edges(
        self, name: str, function: ScopeId, class_id: ScopeId | None
    ) -> Iterator[Edge]:
        """Yield the calls by NAME that run FUNCTION."""
        sites = self._sites.resolved(name)
        yield from sites.exact.get(function, ())
        if class_id is None:
            return
        for called, edges in sites.open.items():
            if called != function and self._overrides.reaches(called, function, class_id):
                yield from edges
        is_own = name == self._program.scope(function).name
        if sites.unknown and is_own and self._overrides.is_distinctive(name):
            yield from sites.unknown

    def _indirect_edges(self, function: ScopeId) -> list[Edge]:
        self._counting = True
        try:
            return self._implicit.indirect.get(function, [])
        finally:
            self._counting = False
