"""What a call gives, as far as the name that is called says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Call, Display, Element, Literal, Name, Opaque
from hidden_state.project.classes import is_classmethod, receiver_name
from hidden_state.project.evaluation.imports import Imports
from hidden_state.project.evaluation.queries import Queries
from hidden_state.project.records import (
    AnnotatedValue,
    ClassValue,
    ConstantValue,
    ContainerValue,
    ExternalInstance,
    ExternalValue,
    InstanceValue,
    Place,
    Ref,
    ScopeId,
    UnknownValue,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ELEMENT_METHODS = frozenset({"get", "setdefault", "pop", "popleft", "popitem", "__getitem__"})
VIEW_METHODS = frozenset({"values", "items", "keys", "copy"})
TRANSPARENT = frozenset({"iter", "reversed", "cast", "next"})


class Calling(Imports, Queries):
    """Resolves calls of built-ins and of containers' methods; the rest is asked of the callee."""

    def _call(self, at: ScopeId, call: Call) -> Iterator[Ref]:
        func = call.func
        asked = self._queried(at, call)
        if asked is not None:
            yield asked
            return
        if isinstance(func, Attribute):
            if func.attr in ELEMENT_METHODS or func.attr in VIEW_METHODS:
                accessed = self._accessed(at, func, call)
                if accessed is not None:
                    yield from accessed
                    return
        elif isinstance(func, Name):
            special = self._builtin_call(at, func.id, call)
            if special is not None:
                yield from special
                return
        for ref in self.evaluate(at, func):
            yield from self.called(ref, call, at)

    def _accessed(self, at: ScopeId, func: Attribute, call: Call) -> list[Ref] | None:
        """Return what a container's accessor gives, None where the receiver is no container."""
        found: list[Ref] = []
        plain = False
        for ref in self.evaluate(at, func.value):
            match ref.value:
                case ContainerValue() | AnnotatedValue():
                    plain = True
                case ExternalInstance(name) if self.models.kind_of(name) == "container":
                    plain = True
                case InstanceValue(class_id) if self.classes.method(
                    class_id, func.attr
                ) is None and self.is_container_class(class_id):
                    plain = True
                case ExternalValue(name) if name in self.models.uploads:
                    found.append(Ref(ref.value, ref.place))
                    continue
                case UnknownValue() | ConstantValue(None) if ref.place is not None and (
                    ref.place.kind == "parameter" or ref.place.path[-1:] == ("[]",)
                ):
                    pass
                case _:
                    continue
            if func.attr == "copy":
                found.append(Ref(ref.value))
            elif func.attr in ELEMENT_METHODS or func.attr == "values":
                parts = self.elements(ref)
                if func.attr == "values":
                    found.append(Ref(ref.value, ref.place))
                else:
                    found.extend(parts)
            else:
                found.append(ref)
            found.extend(self._set_by_default(at, func, call, ref))
        return found if plain or found else None

    def _set_by_default(self, at: ScopeId, func: Attribute, call: Call, ref: Ref) -> Iterator[Ref]:
        """Yield what `REF.setdefault(key, value)` puts in."""
        if func.attr == "setdefault" and len(call.args) > 1:
            place = ref.place.step("[]") if ref.place else None
            for part in self.evaluate(at, call.args[1]):
                yield Ref(part.value, part.place or place)

    def _builtin_call(self, at: ScopeId, name: str, call: Call) -> Iterable[Ref] | None:
        args = call.args
        if name == "getattr" and len(args) >= 2 and isinstance(args[1], Literal):
            attr = str(args[1].value)
            return [
                part for ref in self.evaluate(at, args[0]) for part in self.member(ref, attr, at)
            ]
        if name == "globals" and not args:
            return (self._module_of(at),)
        if name == "vars" and len(args) == 1:
            return self.evaluate(at, args[0])
        if name == "super":
            return self._super(at)
        if name in TRANSPARENT and args:
            return self.evaluate(at, args[-1])
        if name == "enumerate" and args:
            pair = Display("tuple", (Opaque(), Element(args[0])))
            self._kept.append(pair)
            return (Ref(ContainerValue(at, Display("list", (pair,)))),)
        if name == "zip" and args:
            pair = Display("tuple", tuple(Element(arg) for arg in args))
            self._kept.append(pair)
            return (Ref(ContainerValue(at, Display("list", (pair,)))),)
        return None

    def _super(self, at: ScopeId) -> Iterator[Ref]:
        method = at
        while method.scope > 0 and self.program.enclosing_class(method) is None:
            method = self.program.parent(method)
        class_id = self.program.enclosing_class(method) if method.scope > 0 else None
        if class_id is None:
            return
        scope = self.program.scope(method)
        receiver = receiver_name(scope)
        for base in self.classes.bases(class_id) or ("builtins.object",):
            if isinstance(base, ScopeId):
                if is_classmethod(scope) or receiver is None:
                    yield Ref(ClassValue(base))
                else:
                    yield Ref(InstanceValue(base), Place("parameter", method, receiver))
            else:
                yield Ref(ExternalInstance(base))
