"""Attributes of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Binding, Definition, Display
from hidden_state.project.classes import is_classmethod, is_property, is_staticmethod
from hidden_state.project.evaluation.core import Evaluation
from hidden_state.project.evaluation.refs import is_shared
from hidden_state.project.records import (
    ClassValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    Place,
    Ref,
    ScopeId,
    UnknownValue,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SUBCLASSES = 8
SHARED_KINDS = frozenset({"container", "bag", "cache", "lock", "queue", "client"})
"""Kinds that a class body keeps one object of for all instances; others are descriptors."""


class Attributes(Evaluation):
    """Resolves the attributes of classes, as the class and as its objects see them."""

    def _class_member(self, class_id: ScopeId, attr: str, ref: Ref) -> Iterator[Ref]:
        if attr == "__dict__":
            yield Ref(UnknownValue(), Place("class", class_id, "__dict__"))
            return
        found = self.classes.attribute(class_id, attr)
        if found is not None:
            yield from self._class_attribute(found[0], found[1], attr, ref)
            return
        fields = [field for field in self.classes.fields(class_id, attr) if field.on_class]
        if not fields and self.classes.external_bases(class_id):
            for base in self.classes.external_bases(class_id):
                yield Ref(ExternalValue(f"{base}.{attr}"), Place("class", class_id, attr))
            return
        place = Place("class", class_id, attr)
        for field in fields:
            for value in self.evaluate(field.scope, field.write.value):
                yield _kept_at(place, value)
        yield Ref(UnknownValue(), place)

    def _class_attribute(
        self, owner: ScopeId, bindings: list[Binding], attr: str, ref: Ref
    ) -> Iterator[Ref]:
        place = Place("class", owner, attr)
        for binding in bindings:
            if isinstance(binding.value, Definition):
                yield self._class_definition(ScopeId(owner.file, binding.value.scope), ref)
            elif isinstance(ref.value, InstanceValue):
                yield from self._of_object(owner, binding, place, ref)
            else:
                for value in self.bound(owner, binding):
                    yield _kept_at(place, value)
        for field in self.classes.fields(owner, attr):
            if field.on_class:
                for value in self.evaluate(field.scope, field.write.value):
                    yield _kept_at(place, value)

    def _class_definition(self, inner: ScopeId, ref: Ref) -> Ref:
        """Return a method or class written in the body of a class."""
        scope = self.program.scope(inner)
        if scope.kind == "class":
            return Ref(ClassValue(inner))
        return Ref(FunctionValue(inner, ref if is_classmethod(scope) else None))

    def _of_object(self, owner: ScopeId, binding: Binding, place: Place, ref: Ref) -> Iterator[Ref]:
        """Yield a class attribute as the object REF sees it: bound, or its own."""
        values = self.evaluate(owner, binding.value)
        if any(self._is_descriptor(value) or self._is_column(owner, value) for value in values):
            own = ref.place.step(place.name) if ref.place is not None else None
            for value in self.bound(owner, binding):
                known = isinstance(value.value, InstanceValue) and not self._is_column(owner, value)
                yield Ref(value.value if known else UnknownValue(), own)
            return
        for value in self.bound(owner, binding):
            if isinstance(value.value, FunctionValue) and value.value.receiver is None:
                yield from self.returned(FunctionValue(value.value.id, ref), None, owner)
            else:
                yield _kept_at(place, value)

    def _is_descriptor(self, ref: Ref) -> bool:
        """Whether a class attribute stands for something that each object has of its own."""
        return isinstance(ref.value, ExternalInstance) and self._binds(ref.value.name)

    def _is_column(self, owner: ScopeId, ref: Ref) -> bool:
        """Whether a class attribute of a model is a field of the project's own kind."""
        if not isinstance(ref.value, InstanceValue):
            return False
        bases = self.classes.external_bases(ref.value.class_id)
        models = map(self.models.kind_of, self.classes.external_bases(owner))
        return bool(bases) and all(map(self._binds, bases)) and "data" in models

    def _binds(self, name: str) -> bool:
        """Whether an object of the outside class NAME, in a class body, may be a descriptor."""
        return self.models.kind_of(name) not in SHARED_KINDS and not name.startswith("builtins.")

    def _method(self, owner: ScopeId, number: int, ref: Ref, at: ScopeId) -> Iterator[Ref]:
        function = ScopeId(owner.file, number)
        scope = self.program.scope(function)
        if scope.kind == "class":
            yield Ref(ClassValue(function))
        elif is_property(scope):
            yield from self.returned(FunctionValue(function, ref), None, at)
        elif is_staticmethod(scope):
            yield Ref(FunctionValue(function))
        elif is_classmethod(scope) and isinstance(ref.value, InstanceValue):
            yield Ref(FunctionValue(function, Ref(ClassValue(ref.value.class_id))))
        else:
            yield Ref(FunctionValue(function, ref))

    def _overridden(self, class_id: ScopeId, attr: str, ref: Ref) -> Iterator[Ref]:
        """Yield the containers that subclasses put in the place of a class attribute."""
        for subclass in self.classes.subclasses(class_id)[:MOST_SUBCLASSES]:
            bindings = self.program.bindings(subclass).get(attr)
            if bindings and isinstance(bindings[-1].value, Display):
                yield from self._class_attribute(subclass, bindings, attr, ref)

    def copies_defaults(self, class_id: ScopeId) -> bool:
        """Whether objects of the class get copies of its class-level values."""
        if any(map(self.models.copies_defaults, self.classes.external_bases(class_id))):
            return True
        return any(
            self.models.copies_defaults(name)
            for item in self.classes.line(class_id)
            for name in self._outside_decorators(item)
        )


def _kept_at(place: Place, ref: Ref) -> Ref:
    """Return REF where it is, or at PLACE if it is nowhere else."""
    return Ref(ref.value, ref.place if is_shared(ref) else place)
