"""What calls give: by the callee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Call, Display
from hidden_state.project.annotations import annotated_refs
from hidden_state.project.evaluation.arguments import Arguments
from hidden_state.project.evaluation.core import DEEPEST
from hidden_state.project.evaluation.objects import Objects
from hidden_state.project.evaluation.queries import Queries
from hidden_state.project.evaluation.refs import is_known, is_shared
from hidden_state.project.evaluation.texts import Texts
from hidden_state.project.records import (
    UNKNOWN,
    ClassValue,
    ContainerValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    Place,
    Ref,
    ScopeId,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.models.schema import Makes


class Results(Queries, Arguments, Objects, Texts):
    """Resolves what functions return."""

    def called(self, ref: Ref, call: Call | None, at: ScopeId) -> Iterator[Ref]:
        """Yield what calling REF gives."""
        match ref.value:
            case ClassValue(class_id):
                yield from self._constructed(class_id, ref)
            case FunctionValue():
                yield from self.returned(ref.value, call, at)
            case ExternalValue(name):
                yield from self._external_called(name, ref, call, at)
            case InstanceValue(class_id):
                method = self.classes.method(class_id, "__call__")
                if method is not None:
                    yield from self.returned(FunctionValue(method, ref), call, at)
                else:
                    yield UNKNOWN
            case ExternalInstance(name):
                reading = self.models.environment(f"{name}.__call__")
                wrapped = self.models.wrappers.get(name)
                if wrapped is not None and call is not None and call.args:
                    yield from self._wrapped(wrapped, call, at)
                elif reading is not None and call is not None:
                    yield from self._read_environment(reading, call, at)
                else:
                    yield Ref(ref.value)
            case _:
                yield UNKNOWN

    def _external_called(
        self, name: str, ref: Ref, call: Call | None, at: ScopeId
    ) -> Iterator[Ref]:
        wrapped = self.models.wrappers.get(name)
        made = self.models.attributes.get(name)
        reading = self.models.environment(name)
        rows = self._managed(name, ref)
        if rows is not None:
            yield rows
        elif reading is not None and call is not None:
            yield from self._read_environment(reading, call, at)
        elif made is not None:
            yield Ref(ExternalInstance(made), ref.place)
        elif name.endswith(".__new__") and call is not None and call.args:
            for part in self.evaluate(at, call.args[0]):
                if isinstance(part.value, ClassValue):
                    yield Ref(InstanceValue(part.value.id))
        elif wrapped is not None and call is not None and call.args:
            yield from self._wrapped(wrapped, call, at)
        else:
            yield Ref(ExternalInstance(name))

    def _wrapped(self, makes: Makes, call: Call, at: ScopeId) -> Iterator[Ref]:
        """Yield the callable around the first argument of CALL, by what it wraps."""
        for part in self.evaluate(at, call.args[0]):
            if makes == "memoised" and isinstance(part.value, FunctionValue):
                yield Ref(part.value)
            elif isinstance(part.value, (FunctionValue, ClassValue)):
                yield part
            else:
                yield UNKNOWN

    def is_memoised(self, function: ScopeId) -> bool:
        """Whether a memoising decorator keeps the function's results."""
        return any(
            self.models.wrappers.get(name) == "memoised"
            for name in self._outside_decorators(function)
        )

    def is_cached_property(self, function: ScopeId) -> bool:
        """Whether reading the function as an attribute stores its result in the object."""
        return any(
            self.models.wrappers.get(name) == "cached_property"
            for name in self._outside_decorators(function)
        )

    def returned(self, function: FunctionValue, call: Call | None, at: ScopeId) -> Iterable[Ref]:
        """Return what FUNCTION gives, its parameters replaced by the arguments of CALL."""
        key = (function.id, "returned", function.receiver)
        if key in self._active or self._depth > DEEPEST:
            return ()
        self._active.add(key)
        self._depth += 1
        try:
            return list(self._returned(function, call, at))
        finally:
            self._depth -= 1
            self._active.discard(key)

    def _returned(self, function: FunctionValue, call: Call | None, at: ScopeId) -> Iterator[Ref]:
        scope = self.program.scope(function.id)
        if scope.yields:
            display = Display("generator", scope.yields)
            self._kept.append(display)
            yield Ref(ContainerValue(function.id, display))
            return
        memoised = bool(scope.decorators) and self.is_memoised(function.id)
        found = False
        for expr in scope.returns:
            for ref in self.evaluate(function.id, expr):
                place = ref.place
                if place is not None and place.kind == "parameter":
                    if place.scope == function.id:
                        for passed in self._substituted(function, place, ref, call, at):
                            found = found or is_known(passed)
                            yield passed
                        continue
                elif memoised and (place is None or not is_shared(ref)):
                    ref = Ref(ref.value, Place("cached", function.id, scope.name))
                found = found or is_known(ref)
                yield ref
        if not found and scope.result is not None:
            place = Place("cached", function.id, scope.name) if memoised else None
            for ref in annotated_refs(self, self.program.parent(function.id), scope.result):
                yield Ref(ref.value, place)
