"""Attributes of outside names and objects, and what the project hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Item
from hidden_state.project.evaluation.core import DEEPEST, Evaluation
from hidden_state.project.evaluation.refs import APPLICATION, is_known
from hidden_state.project.records import (
    NOWHERE,
    ExternalInstance,
    ExternalValue,
    Place,
    Ref,
    ScopeId,
    UnknownValue,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.project.sites import WriteSite

BAGS = frozenset({"application", "bag", "settings"})
CARRIERS = frozenset({"context", "request"})
"""Objects of one request on which code puts things for the rest of it."""
MOST_SITES = 16


class Outside(Evaluation):
    """Resolves what libraries give."""

    def _inherited_member(self, class_id: ScopeId, attr: str, own: Place | None) -> Iterator[Ref]:
        bases = self.classes.external_bases(class_id)
        for base in bases:
            for name in self.models.member_names(base, attr):
                made = self.models.attributes.get(name)
                if made is not None:
                    if self.models.kind_of(made) == "settings":
                        own = APPLICATION.step(attr)
                    yield Ref(ExternalInstance(made), own)
                    return
        if bases and own is None:
            for base in bases:
                yield Ref(ExternalValue(f"{base}.{attr}"))
            return
        for base in bases:
            yield Ref(ExternalValue(f"{base}.{attr}"), own)
        yield Ref(UnknownValue(), own)

    def _external_member(self, name: str, attr: str, ref: Ref) -> Iterator[Ref]:
        full = f"{name}.{attr}"
        place = ref.place.step(attr) if ref.place else Place("external", NOWHERE, full)
        made = self.models.attribute_type(name, attr)
        if made is not None:
            yield Ref(ExternalInstance(made), place)
        elif self.models.kind_of(name) in CARRIERS:
            sites = self.program.attribute_writes.get(attr, ())
            values = list(self._put(ref, attr, sites))
            yield from (Ref(value, place) for value in values or (ExternalValue(full),))
        else:
            yield Ref(ExternalValue(full), place)

    def _external_instance_member(self, name: str, attr: str, ref: Ref) -> Iterator[Ref]:
        place = ref.place.step(attr) if ref.place is not None else None
        made = self.models.attribute_type(name, attr)
        if made is not None:
            yield Ref(ExternalInstance(made), place or Place("external", NOWHERE, f"{name}.{attr}"))
            return
        kind = self.models.kind_of(name)
        if kind in BAGS and ref.place is not None and place is not None:
            values = list(self._put(ref, attr, self.program.attribute_writes.get(attr, ())))
            if values or kind == "bag":
                yield from (Ref(value, place) for value in values)
                if not values:
                    yield Ref(UnknownValue(), place)
                return
        yield Ref(ExternalValue(f"{name}.{attr}"), place)

    def _put(self, bag: Ref, name: str, sites: Sequence[WriteSite]) -> Iterator[Value]:
        """Yield the values that the project puts, by SITES, on a framework's object as NAME.

        A BAG without a place is the same wherever it has the same name.
        """
        key = (bag, name, "put")
        if key in self._active or self._depth > DEEPEST // 2:
            return
        self._active.add(key)
        try:
            for site in sites[:MOST_SITES]:
                at = ScopeId(site.file, site.scope)
                write = self.program.write(site)
                if isinstance(write.target, (Attribute, Item)) and any(
                    ref.place == bag.place and (bag.place is not None or ref.value == bag.value)
                    for ref in self.evaluate(at, write.target.value)
                ):
                    for ref in self.evaluate(at, write.value):
                        if is_known(ref):
                            yield ref.value
        finally:
            self._active.discard(key)

    def under_key(self, bag: Place, key: str) -> Iterator[Ref]:
        """Yield what is kept in a framework's object under a literal key."""
        place = bag.step(f"[{key}]")
        for value in self._put(
            Ref(UnknownValue(), bag), key, self.program.keyed_writes.get(key, ())
        ):
            yield Ref(value, place)
