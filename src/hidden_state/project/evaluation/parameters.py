"""What a parameter can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Call, Display, ExprUnion, Item, Parameter, Result, Scope
from hidden_state.project.annotations import annotated_refs
from hidden_state.project.classes import is_classmethod, receiver_name
from hidden_state.project.evaluation.core import DEEPEST, Evaluation
from hidden_state.project.evaluation.refs import is_known
from hidden_state.project.records import (
    ClassValue,
    ContainerValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    Place,
    Ref,
    ScopeId,
    UnknownValue,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CALLS = 40


class Parameters(Evaluation):
    """Finds what a function gets, before its callers are asked."""

    def parameter(self, owner: ScopeId, parameter: Parameter) -> Iterator[Ref]:
        """Yield what a parameter can be; its place is not known before the callers are asked."""
        scope = self.program.scope(owner)
        place = Place("parameter", owner, parameter.name)
        class_id = self.program.enclosing_class(owner)
        if class_id is not None and receiver_name(scope) == parameter.name:
            if is_classmethod(scope) or self._is_metaclass(class_id):
                yield Ref(ClassValue(class_id))
            else:
                yield Ref(InstanceValue(class_id), place)
            return
        provided = list(self._provided(owner, parameter))
        if provided:
            yield from provided
            return
        default = parameter.default
        if isinstance(default, Display) and default.kind in ("dict", "list", "set"):
            yield Ref(ContainerValue(owner, default), Place("default", owner, parameter.name))
        yield from self._parameter_values(owner, scope, parameter, place)

    def _parameter_values(
        self, owner: ScopeId, scope: Scope, parameter: Parameter, place: Place
    ) -> Iterator[Ref]:
        found = False
        if parameter.annotation is not None:
            for ref in annotated_refs(self, self.program.parent(owner), parameter.annotation):
                found = found or is_known(ref)
                yield Ref(ref.value, place)
        if not found:
            for value in self._modelled_values(owner, scope, parameter):
                found = True
                yield Ref(value, place)
        if not found:
            for value in self._passed_values(owner, parameter):
                yield Ref(value, place)
            yield Ref(UnknownValue(), place)

    def _modelled_values(
        self, owner: ScopeId, scope: Scope, parameter: Parameter
    ) -> Iterator[Value]:
        types = self.entry_parameters.get(owner)
        if types:
            names = [item.name for item in scope.parameters]
            if self.program.enclosing_class(owner) is not None:
                names = names[1:]
            if parameter.name in names and names.index(parameter.name) < len(types):
                yield ExternalInstance(types[names.index(parameter.name)])

    def _passed_values(self, owner: ScopeId, parameter: Parameter) -> Iterator[Value]:
        """Yield the values that callers pass."""
        key = (owner, parameter.name, "passed")
        if key in self._active or self._depth > DEEPEST // 2:
            return
        sites = self.program.calls_by_name.get(self.program.scope(owner).name, ())
        if len(sites) > MOST_CALLS:
            return
        self._active.add(key)
        try:
            seen: set[Value] = set()
            if parameter == self.program.scope(owner).parameters[0]:
                for function in self.applied_to(owner)[:20]:
                    yield FunctionValue(function)
            for edge in self.callers(owner)[:20]:
                if edge.weak:
                    continue
                for ref in self.argument(edge, owner, parameter.name):
                    if is_known(ref) and ref.value not in seen:
                        seen.add(ref.value)
                        yield ref.value
        finally:
            self._active.discard(key)

    def _is_metaclass(self, class_id: ScopeId) -> bool:
        return "builtins.type" in self.classes.external_bases(class_id)

    def _provided(self, owner: ScopeId, parameter: Parameter) -> Iterator[Ref]:
        """Yield what a dependency declared by `Depends(...)` provides."""
        outer = self.program.parent(owner)
        scope = self.program.scope(outer)
        for expr in _dependencies(parameter):
            if not isinstance(expr, Result) or expr.call >= len(scope.calls):
                continue
            call = scope.calls[expr.call]
            if not self.is_dependency(outer, call):
                continue
            if not call.args and not call.keywords and parameter.annotation is not None:
                yield from annotated_refs(self, outer, parameter.annotation)
            for provider in (*call.args[:1], *(v for k, v in call.keywords if k == "dependency")):
                for ref in self.evaluate(outer, provider):
                    yield from self._provided_by(ref, outer)

    def _provided_by(self, ref: Ref, outer: ScopeId) -> Iterator[Ref]:
        for made in self.called(ref, None, outer):
            match made.value:
                case ContainerValue(scope, Display(kind="generator", items=items)):
                    for item in items:
                        yield from self.evaluate(scope, item)
                case _:
                    yield made

    def is_dependency(self, at: ScopeId, call: Call) -> bool:
        """Whether CALL declares an injected dependency."""
        for ref in self.evaluate(at, call.func):
            if isinstance(ref.value, ExternalValue):
                row = self.models.calls.get(ref.value.name)
                if row is not None and row.kind == "dependency":
                    return True
        return False


def _dependencies(parameter: Parameter) -> Iterator[ExprUnion]:
    """Yield the expressions of a parameter that may declare a dependency."""
    if parameter.default is not None:
        yield parameter.default
    annotation = parameter.annotation
    if isinstance(annotation, Item) and isinstance(annotation.key, Display):
        yield from annotation.key.items[1:]
