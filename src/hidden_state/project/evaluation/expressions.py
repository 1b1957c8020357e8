"""What an expression is, by its form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from hidden_state.facts import (
    Attribute,
    Choice,
    Definition,
    Display,
    Element,
    Entered,
    Expr,
    ExprUnion,
    Imported,
    Item,
    Joined,
    Result,
    Unpacked,
)
from hidden_state.project.evaluation.arguments import Arguments
from hidden_state.project.evaluation.calling import Calling
from hidden_state.project.evaluation.items import Items
from hidden_state.project.evaluation.names import Names
from hidden_state.project.evaluation.texts import Texts
from hidden_state.project.records import (
    UNKNOWN,
    ClassValue,
    ConstantValue,
    ContainerValue,
    FunctionValue,
    InstanceValue,
    Ref,
    ScopeId,
    UnknownValue,
)

if TYPE_CHECKING:
    from hidden_state.project.evaluation.refs import Refs


class Expressions(Calling, Items, Names, Arguments, Texts):
    """Takes expressions apart."""

    def _attribute(self, at: ScopeId, expr: Attribute) -> Iterable[Ref]:
        attr = expr.attr
        refs = self.evaluate(at, expr.value)
        if len(refs) == 1:
            return self.member(refs[0], attr, at)
        return (part for ref in refs for part in self.member(ref, attr, at))

    def _result(self, at: ScopeId, expr: Result) -> Iterable[Ref]:
        call = self.program.scope(at).calls[expr.call]
        return self._formatted(at, call) or self._call(at, call)

    def _display(self, at: ScopeId, expr: Display) -> Iterable[Ref]:
        if expr.kind == "copy":
            return self._copied(at, expr.items)
        return (Ref(ContainerValue(at, expr)),)

    def _choice(self, at: ScopeId, expr: Choice) -> Iterator[Ref]:
        return (ref for option in expr.options for ref in self.evaluate(at, option))

    def _element(self, at: ScopeId, expr: Element) -> Iterator[Ref]:
        return (part for ref in self.evaluate(at, expr.value) for part in self.elements(ref))

    def _definition(self, at: ScopeId, expr: Definition) -> Refs:
        inner = ScopeId(at.file, expr.scope)
        if self.program.scope(inner).kind == "class":
            return (Ref(ClassValue(inner)),)
        return (Ref(FunctionValue(inner)),)

    def _copied(self, at: ScopeId, items: tuple[ExprUnion, ...]) -> Iterator[Ref]:
        for item in items:
            for ref in self.evaluate(at, item):
                value = ref.value
                yield Ref(value if not isinstance(value, ConstantValue) else UnknownValue())

    def _entered(self, at: ScopeId, expr: Entered) -> Iterator[Ref]:
        for ref in self.evaluate(at, expr.value):
            match ref.value:
                case ContainerValue(scope, Display(kind="generator", items=items)):
                    for item in items:
                        yield from self.evaluate(scope, item)
                case InstanceValue(class_id):
                    method = self.classes.method(class_id, "__enter__") or self.classes.method(
                        class_id, "__aenter__"
                    )
                    if method is None:
                        yield ref
                    else:
                        yield from self.returned(FunctionValue(method, ref), None, at)
                case _:
                    yield ref

    def _unpacked(self, at: ScopeId, expr: Unpacked) -> Iterator[Ref]:
        index = expr.index
        for ref in self.evaluate(at, expr.value):
            match ref.value:
                case ContainerValue(scope, Display(kind="tuple" | "list", items=items)) if (
                    index < len(items)
                ):
                    for item in self.evaluate(scope, items[index]):
                        yield from self._given_back(at, expr.value, scope, item)
                case UnknownValue() if ref.place is not None and ref.place.path[-1:] == ("[]",):
                    yield UNKNOWN
                case _:
                    yield from self.elements(ref)

    def _given_back(
        self, at: ScopeId, value: ExprUnion, function: ScopeId, item: Ref
    ) -> Iterator[Ref]:
        """Yield ITEM of what a call gives; for a parameter of FUNCTION, what the call passes."""
        place = item.place
        if place is None or place.kind != "parameter" or place.scope != function:
            yield item
        elif isinstance(value, Result) and function != at:
            call = self.program.scope(at).calls[value.call]
            for ref in self.evaluate(at, call.func):
                if isinstance(ref.value, FunctionValue) and ref.value.id == function:
                    yield from self._substituted(ref.value, place, item, call, at)
        else:
            yield item


Reading: TypeAlias = Callable[[Expressions, ScopeId, Any], Iterable[Ref]]
READINGS: dict[type[Expr], Reading] = {
    Attribute: Expressions._attribute,
    Item: Expressions._items,
    Result: Expressions._result,
    Display: Expressions._display,
    Choice: Expressions._choice,
    Definition: Expressions._definition,
    Element: Expressions._element,
    Entered: Expressions._entered,
    Unpacked: Expressions._unpacked,
    Imported: Expressions._imported,
    Joined: Expressions._joined,
}
