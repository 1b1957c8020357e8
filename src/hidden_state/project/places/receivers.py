"""What a method's first parameter is bound to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from hidden_state.project.classes import receiver_name
from hidden_state.project.phases import SERVING, Chain
from hidden_state.project.records import EntryPoint, InstanceValue, Place, Ref, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.entries.entries import EntryPoints
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.places.instances import Instances
    from hidden_state.project.places.lifetimes import Lifetimes


class Landing(Struct, frozen=True, gc=False):
    """A place that a write reaches, and the chain from an entry point to the writing function."""

    place: Place
    chain: Chain


class Receivers:
    """Finds the objects that the methods of entry points run on."""

    def __init__(
        self, evaluator: Evaluator, entries: EntryPoints, lifetimes: Lifetimes, instances: Instances
    ) -> None:
        """Take what has been linked so far."""
        self._program = evaluator.program
        self._classes = evaluator.classes
        self._entries = entries
        self._lifetimes = lifetimes
        self._instances = instances

    def is_receiver(self, place: Place) -> bool:
        """Whether PLACE is the first parameter of a method."""
        scope = self._program.scope(place.scope)
        return (
            self._program.enclosing_class(place.scope) is not None
            and receiver_name(scope) == place.name
        )

    def class_of(self, place: Place) -> ScopeId | None:
        """Return the class of the object that a method's first parameter is."""
        return self._program.enclosing_class(place.scope) if self.is_receiver(place) else None

    def fits(self, ref: Ref, wanted: ScopeId | None) -> bool:
        """Whether an object can be the receiver of the methods that led here."""
        if wanted is None or not isinstance(ref.value, InstanceValue):
            return True
        classes = self._classes
        found = ref.value.class_id
        return classes.is_subclass(found, wanted) or classes.is_subclass(wanted, found)

    def narrowed(self, moved: Place, ref: Ref, wanted: ScopeId | None) -> ScopeId | None:
        """Return the most special class known of a receiver, afresh once it is another."""
        inside = ref.place is not None and bool(ref.place.path)
        if wanted is None or inside or not isinstance(ref.value, InstanceValue):
            return self.class_of(moved)
        if self._classes.is_subclass(ref.value.class_id, wanted):
            return ref.value.class_id
        return wanted

    def held(self, place: Place) -> list[Landing] | None:
        """Return the landings of an entry point's receiver; None where callers must be asked."""
        if not self.is_receiver(place):
            return None
        entries = self._entries.by_function.get(place.scope)
        if not entries:
            return None
        class_id = self._program.enclosing_class(place.scope)
        found: list[Landing] = []
        asked = False
        for entry in entries:
            if entry.runs not in SERVING or class_id is None:
                continue
            life = entry.instance or self._life(class_id)
            if entry.receiver is not None:
                found.extend(self._received(entry, place))
            elif life == "process":
                single = Place("singleton", class_id, "", place.path)
                found.append(Landing(single, Chain(entry, (), False)))
            elif life is None:
                found.extend(
                    Landing(kept.under(place.path), Chain(entry, (), False))
                    for kept in self._instances.of_class(class_id)
                )
            asked = True
        return found if asked else None

    def _life(self, class_id: ScopeId) -> str | None:
        for item in (class_id, *self._classes.subclasses(class_id)):
            life = self._entries.class_life.get(item)
            if life is not None:
                return life
        return None

    def known(self, place: Place) -> tuple[Ref, ...]:
        """Return the long-lived objects whose method gets its receiver at PLACE."""
        class_id = self._program.enclosing_class(place.scope)
        if class_id is None:
            return ()
        return tuple(
            Ref(InstanceValue(class_id), found) for found in self._instances.of_class(class_id)
        )

    def _received(self, entry: EntryPoint, place: Place) -> Iterator[Landing]:
        receiver = entry.receiver
        chain = Chain(entry, (), False)
        if receiver is None or not isinstance(receiver.value, InstanceValue):
            return
        kept = receiver.place
        if kept is None or kept.kind == "parameter":
            yield Landing(Place("singleton", receiver.value.class_id, "", place.path), chain)
        elif self._lifetimes.outlives_requests(kept):
            yield Landing(kept.under(place.path), chain)
