"""Elements of containers, and what writes put into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Display, ExprUnion, Item, Literal
from hidden_state.project.annotations import annotated_refs, element_annotation
from hidden_state.project.evaluation.core import DEEPEST, Evaluation
from hidden_state.project.evaluation.queries import QUERY
from hidden_state.project.evaluation.refs import is_alias, is_known
from hidden_state.project.records import (
    AnnotatedValue,
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


KEEPING = frozenset({"container", "bag", "cache", "application", "settings", "environment"})


class Containers(Evaluation):
    """Resolves elements."""

    def elements(self, ref: Ref) -> Iterator[Ref]:
        """Yield what an element of REF is."""
        if ref.place is not None and ref.place.kind == QUERY:
            yield Ref(InstanceValue(ref.place.scope))
            return
        if isinstance(ref.value, (ExternalInstance, ExternalValue)) and not self._keeps(ref.value):
            yield Ref(UnknownValue())
            return
        place = ref.place.step("[]") if ref.place is not None else None
        found = False
        for part in self._own_elements(ref, place):
            found = True
            yield part
        if ref.place is not None and ref.place.kind != "parameter":
            for value in self._stored(ref.place, None):
                found = True
                yield Ref(value, place)
        if not found and not isinstance(ref.value, InstanceValue):
            yield Ref(UnknownValue(), place)

    def stored_under(self, ref: Ref, key: str) -> Iterator[Ref]:
        """Yield what writes put under a literal key of a dict that was made without it."""
        place = ref.place.step("[]") if ref.place is not None else None
        if ref.place is not None and ref.place.kind != "parameter":
            for value in self._stored(ref.place, key):
                yield Ref(value, place)
        yield Ref(UnknownValue(), place)

    def _keeps(self, value: ExternalInstance | ExternalValue) -> bool:
        """Whether an outside object gives back what was put into it, and not something new."""
        return self.models.kind_of(value.name) in KEEPING

    def _own_elements(self, ref: Ref, place: Place | None) -> Iterator[Ref]:
        """Yield the elements that the container itself tells of; PLACE is that of an element."""
        match ref.value:
            case ContainerValue(scope, Display(items=items)):
                for item in items:
                    for part in self.evaluate(scope, item):
                        yield Ref(part.value, part.place if is_alias(part) else place)
            case AnnotatedValue(scope, annotation):
                inner = element_annotation(annotation)
                if inner is not None:
                    for part in annotated_refs(self, scope, inner):
                        yield Ref(part.value, place)
            case InstanceValue(class_id):
                yield from self._elements_of_object(class_id, ref, place)
            case _:
                return

    def _elements_of_object(
        self, class_id: ScopeId, ref: Ref, place: Place | None
    ) -> Iterator[Ref]:
        method = self.classes.method(class_id, "__getitem__") or self.classes.method(
            class_id, "__iter__"
        )
        if method is not None:
            yield from self.returned(FunctionValue(method, ref), None, class_id)
            return
        yield from self._generic_elements(class_id, place)
        if ref.place is not None:
            for value in self._stored(ref.place, None):
                yield Ref(value, place)
        yield Ref(UnknownValue(), place)

    def _generic_elements(self, class_id: ScopeId, place: Place | None) -> Iterator[Ref]:
        """Yield the elements that `class C(dict[str, X])` declares."""
        for item in self.classes.line(class_id):
            for base in self.program.scope(item).bases:
                inner = element_annotation(base)
                if inner is not None:
                    for part in annotated_refs(self, self.program.parent(item), inner):
                        yield Ref(part.value, place)

    def _stored(self, place: Place, under: str | None) -> Iterator[Value]:
        """Yield the values that writes put into the container at PLACE, by its last name.

        UNDER leaves out what is put under another literal key.
        """
        name = next((step for step in reversed(place.path) if step != "[]"), place.name)
        key = (place.root, name, "stored")
        if key in self._active or self._depth > DEEPEST // 2:
            return
        self._active.add(key)
        try:
            seen: set[Value] = set()
            for site in self.program.element_writes.get(name, ())[:24]:
                at = ScopeId(site.file, site.scope)
                write = self.program.write(site)
                if under is not None and _other_key(write.target, under):
                    continue
                if not self._is_same_container(at, write.target, write.how, place):
                    continue
                for ref in self.evaluate(at, write.value):
                    value = ref.value
                    if isinstance(value, ContainerValue) and write.how in ("extend()", "update()"):
                        continue
                    if is_known(ref) and value not in seen:
                        seen.add(value)
                        yield value
        finally:
            self._active.discard(key)

    def _is_same_container(self, at: ScopeId, target: ExprUnion, how: str, place: Place) -> bool:
        container = (
            target.value if how == "item assignment" and isinstance(target, Item) else target
        )
        last = place.path[-1] if place.path else None
        for ref in self.evaluate(at, container):
            if ref.place is None:
                continue
            if ref.place == place:
                return True
            if last is not None and last != "[]" and ref.place.path[-1:] == (last,):
                return True
        return False


def _other_key(target: ExprUnion, key: str) -> bool:
    """Whether TARGET is an item under a literal key that is not KEY."""
    return isinstance(target, Item) and isinstance(target.key, Literal) and target.key.value != key
