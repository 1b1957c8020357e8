"""Entry points that a decorator or a call registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import (
    Attribute,
    Call,
    Compare,
    Display,
    ExprUnion,
    Joined,
    Literal,
    Opaque,
    Result,
)
from hidden_state.project.entries.dotted import is_dotted, named
from hidden_state.project.entries.rows import arguments, look_up
from hidden_state.project.records import (
    ClassValue,
    ConstantValue,
    ContainerValue,
    EntryPoint,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    Place,
    Ref,
    ScopeId,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.models.entry import EntryRow
    from hidden_state.project.calls.graph import CallGraph
    from hidden_state.project.entries.making import EntryMaker
    from hidden_state.project.evaluation.evaluator import Evaluator


class Registrations:
    """Finds what is registered: by decorators and by calls."""

    def __init__(self, evaluator: Evaluator, graph: CallGraph, maker: EntryMaker) -> None:
        """Take what resolves callables, and what makes entry points of them."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._models = evaluator.models
        self._graph = graph
        self._maker = maker
        self._loose_calls: dict[str, EntryRow] = {}
        for name, row in self._models.calls.items():
            self._loose_calls.setdefault(name.rpartition(".")[2], row)

    def decorated(self) -> Iterator[EntryPoint]:
        """Yield what is decorated."""
        for function, decorator in self._program.decorated:
            parent = self._program.parent(function)
            call: Call | None = None
            expr = decorator
            if isinstance(decorator, Result):
                call = self._program.scope(parent).calls[decorator.call]
                expr = call.func
            row = self._decorator_row(parent, expr, call)
            if row is not None:
                yield from self._maker.entries(row, Ref(self._value(function)), parent, call, ())

    def _value(self, at: ScopeId) -> FunctionValue | ClassValue:
        if self._program.scope(at).kind == "class":
            return ClassValue(at)
        return FunctionValue(at)

    def _decorator_row(
        self, parent: ScopeId, expr: ExprUnion, call: Call | None
    ) -> EntryRow | None:
        known = False
        for ref in self._evaluator.evaluate(parent, expr):
            if isinstance(ref.value, ExternalValue):
                row = look_up(self._models, self._models.decorators, ref.value.name)
                if row is not None:
                    return row
                known = known or not isinstance(expr, Attribute)
            elif isinstance(ref.value, (FunctionValue, ClassValue, InstanceValue)):
                known = True
                row = self._overridden_row(ref, self._models.decorators)
                if row is not None:
                    return row
        if known or not isinstance(expr, Attribute) or call is None or not call.args:
            return None
        path = call.args[0]
        if isinstance(path, Literal) and isinstance(path.value, str) and path.value[:1] == "/":
            return self._models.loose.get(expr.attr)
        return None

    def called(self) -> Iterator[EntryPoint]:
        """Yield what is passed to a registering call."""
        for last, positions in sorted(self._models.registering.items()):
            for site in self._program.called(last):
                if site.argument < 0:
                    call = self._program.call(site)
                    if any(map(_may_be_callable, arguments(call, positions))):
                        yield from self._registration(ScopeId(site.file, site.scope), call)

    def _registration(self, at: ScopeId, call: Call) -> Iterator[EntryPoint]:
        row = self._call_row(at, call)
        if row is None:
            return
        for argument in arguments(call, row.callable):
            for ref in self._evaluator.evaluate(at, argument):
                if isinstance(ref.value, ConstantValue) and isinstance(ref.value.value, str):
                    for meant in named(self._evaluator, ref.value.value, at.file):
                        yield from self._maker.entries(row, meant, at, call, ())
                else:
                    yield from self._registered(row, ref, at, call)

    def _call_row(self, at: ScopeId, call: Call) -> EntryRow | None:
        known = False
        for ref in self._evaluator.evaluate(at, call.func):
            if isinstance(ref.value, ExternalValue):
                row = look_up(self._models, self._models.calls, ref.value.name)
                if row is not None:
                    return row
            elif isinstance(ref.value, (FunctionValue, ClassValue, InstanceValue)):
                known = True
                row = self._overridden_row(ref, self._models.calls)
                if row is not None:
                    return row
        if not known and isinstance(call.func, Attribute) and "_" in call.func.attr:
            return self._loose_calls.get(call.func.attr)
        return None

    def _overridden_row(self, ref: Ref, table: dict[str, EntryRow]) -> EntryRow | None:
        """Return the row of the outside method that a method of the project overrides."""
        if not isinstance(ref.value, FunctionValue):
            return None
        class_id = self._program.enclosing_class(ref.value.id)
        if class_id is None:
            return None
        name = self._program.scope(ref.value.id).name
        for base in self._evaluator.classes.external_bases(class_id):
            row = look_up(self._models, table, f"{base}.{name}")
            if row is not None:
                return row
        return None

    def _registered(self, row: EntryRow, ref: Ref, at: ScopeId, call: Call) -> Iterator[EntryPoint]:
        if isinstance(ref.value, ContainerValue):
            display = ref.value.display
            if isinstance(display, Display):
                for item in display.items:
                    for inner in self._evaluator.evaluate(ref.value.scope, item):
                        if not isinstance(inner.value, ContainerValue):
                            yield from self._registered(row, inner, at, call)
        elif (place := _parameter(ref)) is not None:
            for passed in self._passed(place.scope, place.name):
                if passed.place is None or passed.place.kind != "parameter":
                    yield from self._registered(row, passed, at, call)
        else:
            yield from self._maker.entries(row, ref, at, call, ())

    def _passed(self, function: ScopeId, name: str) -> Iterator[Ref]:
        """Yield the callables that get to a parameter: by calls, or by use as a decorator."""
        for decorated in self._graph.decorated_by.get(function, ()):
            yield Ref(self._value(decorated))
        for edge in self._graph.callers(function):
            if not edge.weak:
                yield from self._evaluator.argument(edge, function, name)


def _parameter(ref: Ref) -> Place | None:
    """Return the parameter that REF is, None for anything else and for a known function."""
    place = ref.place
    if place is None or place.kind != "parameter" or place.path:
        return None
    return None if isinstance(ref.value, FunctionValue) else place


def _may_be_callable(expr: ExprUnion) -> bool:
    """Whether an argument can be something to call, or a list of such: cheap, and mostly no."""
    if isinstance(expr, Literal):
        return isinstance(expr.value, str) and is_dotted(expr.value)
    return not isinstance(expr, (Opaque, Compare, Joined))
