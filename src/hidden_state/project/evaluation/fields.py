"""Fields of objects of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Binding, Definition, ExprUnion
from hidden_state.project.annotations import annotated_refs
from hidden_state.project.evaluation.attributes import MOST_SUBCLASSES, Attributes
from hidden_state.project.evaluation.core import DEEPEST
from hidden_state.project.evaluation.defaults import Defaults
from hidden_state.project.evaluation.outside import Outside
from hidden_state.project.evaluation.refs import Refs, is_known
from hidden_state.project.records import (
    NOWHERE,
    ClassValue,
    ContainerValue,
    InstanceValue,
    Place,
    Ref,
    ScopeId,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hidden_state.project.classes import FieldWrite


OWN = Place("own", NOWHERE, "")
"""Stands for the place of a field of whatever object it is asked of."""


class Fields(Attributes, Defaults, Outside):
    """Resolves the attributes of objects."""

    def _instance_member(
        self, class_id: ScopeId, attr: str, ref: Ref, at: ScopeId
    ) -> Iterator[Ref]:
        if attr == "__class__":
            yield Ref(ClassValue(class_id))
            return
        if attr == "__dict__":
            yield ref
            return
        found = self.classes.attribute(class_id, attr)
        if found is not None and isinstance(found[1][-1].value, Definition):
            yield from self._method(found[0], found[1][-1].value.scope, ref, at)
            return
        fields = self.classes.fields(class_id, attr)
        if not fields and found is None:
            for subclass in self.classes.subclasses(class_id)[:MOST_SUBCLASSES]:
                method = self.program.bindings(subclass).get(attr)
                if method and isinstance(method[-1].value, Definition):
                    yield from self._method(subclass, method[-1].value.scope, ref, at)
                fields = [*fields, *self.classes.own_fields(subclass).get(attr, ())]
        own = ref.place.step(attr) if ref.place is not None else None
        if found is not None:
            yield from self._class_level(class_id, found, fields, attr, own, ref)
        for part in self._assigned_to(class_id, attr, fields):
            yield Ref(part.value, own) if part.place is OWN else part
        declared = list(self._declared(class_id, attr, own))
        yield from declared
        if not fields and not declared and found is None:
            yield from self._inherited_member(class_id, attr, own)

    def _assigned_to(self, class_id: ScopeId, attr: str, fields: Sequence[FieldWrite]) -> Refs:
        """Return what a field holds in any object of the class: OWN stands for its own place."""
        key = (class_id, attr)
        found = self._fields.get(key)
        if found is None:
            is_settled = key not in self._active
            self._active.add(key)
            found = tuple(self._assigned_fields(fields, OWN))
            if is_settled:
                self._active.discard(key)
                self._fields[key] = found
        return found

    def _assigned_fields(self, fields: Sequence[FieldWrite], own: Place | None) -> Iterator[Ref]:
        """Yield what methods assign to a field; what they only declare where nothing is known."""
        made: list[Ref] = []
        for field in fields:
            if field.write.how != "annotation":
                made.extend(self._field(field.scope, field.write.value, field.write.how, own))
        yield from made
        if not any(isinstance(item.value, (InstanceValue, ContainerValue)) for item in made):
            for field in fields:
                if field.write.how == "annotation":
                    yield from self._field(field.scope, field.write.value, "annotation", own)

    def _declared(self, class_id: ScopeId, attr: str, own: Place | None) -> Iterator[Ref]:
        """Yield what a class declares a field to be, without a value."""
        declared = self.classes.declared(class_id, attr)
        if declared is not None and declared[1].annotation is not None:
            for typed in annotated_refs(self, declared[0], declared[1].annotation):
                yield Ref(typed.value, own)

    def _class_level(
        self,
        class_id: ScopeId,
        found: tuple[ScopeId, list[Binding]],
        fields: Iterable[object],
        attr: str,
        own: Place | None,
        ref: Ref,
    ) -> Iterator[Ref]:
        """Yield a class attribute as an object of the class sees it."""
        if not fields and self.reads_environment(class_id):
            for binding in found[1]:
                for value in self._setting(found[0], binding):
                    yield Ref(value.value, own)
        elif fields or self.copies_defaults(class_id):
            for binding in found[1]:
                for value in self.bound(found[0], binding):
                    yield Ref(value.value, own)
        else:
            yield from self._class_attribute(*found, attr, ref)
            yield from self._overridden(class_id, attr, ref)

    def _field(
        self, scope: ScopeId, value: ExprUnion, how: str, own: Place | None
    ) -> Iterator[Ref]:
        """Yield what a field holds: its own place, or where the assigned object already is."""
        if how == "annotation":
            for ref in annotated_refs(self, scope, value):
                yield Ref(ref.value, own)
            return
        for ref in self.evaluate(scope, value):
            if ref.place is None:
                yield Ref(ref.value, own)
            elif ref.place.kind == "parameter":
                yield from self._injected(ref, own)
            else:
                yield ref

    def _injected(self, ref: Ref, own: Place | None) -> Iterator[Ref]:
        """Yield an object that a method got as an argument and kept."""
        place = ref.place
        if place is None:
            return
        key = (place, "injected")
        found = False
        if key not in self._active and self._depth < DEEPEST // 2:
            self._active.add(key)
            try:
                for edge in self.callers(place.scope)[:12]:
                    if edge.weak:
                        continue
                    for passed in self.argument(edge, place.scope, place.name):
                        if passed.place is not None and passed.place.kind != "parameter":
                            found = True
                            value = passed.value if not place.path else ref.value
                            yield Ref(value, passed.place.under(place.path))
                        elif is_known(passed) and not place.path:
                            found = True
                            yield Ref(passed.value, own)
            finally:
                self._active.discard(key)
        if not found:
            yield Ref(ref.value, own)
