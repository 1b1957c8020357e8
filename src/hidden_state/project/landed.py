"""Writes that land in a place that outlives requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from hidden_state.facts import Attribute, ExprUnion, Item, Name, Result, Write
from hidden_state.project.definitions import CONSTRUCTORS
from hidden_state.project.guards import is_final
from hidden_state.project.keys import Key, Keys
from hidden_state.project.places.receivers import Landing
from hidden_state.project.records import (
    NOWHERE,
    ClassValue,
    ExternalValue,
    ModuleValue,
    Place,
    ScopeId,
)
from hidden_state.project.switches import switch_calls
from hidden_state.project.values import kinds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.phases import Phases
    from hidden_state.project.places.places import Places

SETTING = frozenset({"rebinding", "attribute assignment", "setattr()"})
FIELD_WRITES = frozenset({"attribute assignment", "setattr()", "__setattr__()"})


class Found(Struct, frozen=True, gc=False):
    """A write that lands in a long-lived place; `place` is where the writing function sees it."""

    at: ScopeId
    write: Write
    place: Place
    landing: Landing
    key: Key
    of_module: bool = False


class LandedWrites:
    """Finds the writes that change a state while serving."""

    def __init__(self, evaluator: Evaluator, places: Places, phases: Phases, keys: Keys) -> None:
        """Take the resolved project."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._places = places
        self._phases = phases
        self._keys = keys
        self._restored: dict[ScopeId, frozenset[Place]] = {}

    def all(self) -> Iterator[Found]:
        """Yield them, file by file, then the switches of the process."""
        yield from self._found()
        yield from self._switched()

    def _found(self) -> Iterator[Found]:
        for file, facts in enumerate(self._program.facts):
            for number, scope in enumerate(facts.scopes):
                if scope.kind in ("module", "class") or not scope.writes:
                    continue
                at = ScopeId(file, number)
                for write in scope.writes:
                    if write.how != "annotation":
                        yield from self._landed(at, scope.name, write)

    def _landed(self, at: ScopeId, name: str, write: Write) -> Iterator[Found]:
        is_field = write.how in FIELD_WRITES or (
            write.how in ("augmented assignment", "deletion")
            and isinstance(write.target, Attribute)
        )
        targets = {
            target.place: target.value
            for target in self._places.targets(at, write)
            if self._places.may_land(at, target.place)
        }
        if not targets or self._phases.chain(at) is None:
            return
        if self._phases.precedes(at, write.line):
            return
        put_back = self._put_back(at)
        for place, value in targets.items():
            if name in CONSTRUCTORS and _is_new_object(place):
                continue
            if self._passes(at, write, place, place in put_back):
                continue
            landed = set()
            for landing in self._places.land(at, place):
                if is_field and self._phases.serves_by_loop(landing.chain.entry.function):
                    continue
                if landing.place not in landed and not self._keys.is_transient(landing.place):
                    if not is_field and self._changes_inside(write, value, landing.place):
                        continue
                    landed.add(landing.place)
                    key = self._keys.own(landing.place, is_field)
                    of_module = isinstance(value, (ModuleValue, ExternalValue))
                    yield Found(at, write, place, landing, key, of_module)

    def _put_back(self, at: ScopeId) -> frozenset[Place]:
        """Return the places that a function puts back in order: it writes them in `finally`."""
        found = self._restored.get(at)
        if found is None:
            scope = self._program.scope(at)
            found = self._restored[at] = frozenset(
                target.place
                for write in scope.writes
                if write.how != "annotation" and is_final(scope, write.block)
                for target in self._places.targets(at, write)
            )
        return found

    def _passes(self, at: ScopeId, write: Write, place: Place, is_put_back: bool) -> bool:
        """Whether nothing of a write is left at PLACE when the function has ended."""
        if self._keys.is_transient(place) or (is_put_back and self._is_switch(at, write)):
            return True
        return place.kind == "external" and self._is_of_own_making(at, write)

    def _is_of_own_making(self, at: ScopeId, write: Write) -> bool:
        """Whether what is written is part of an object that the function itself has made."""
        root: object = write.target
        while isinstance(root, Attribute | Item):
            root = root.value
        scope = self._program.scope(at)
        if not isinstance(root, Name) or root.id in scope.global_names:
            return False
        values = [binding.value for binding in scope.bindings if binding.name == root.id]
        return bool(values) and all(
            isinstance(value, Result) and self._is_class(at, scope.calls[value.call].func)
            for value in values
        )

    def _is_class(self, at: ScopeId, func: ExprUnion) -> bool:
        refs = self._evaluator.evaluate(at, func)
        return any(
            isinstance(ref.value, ClassValue)
            or (
                isinstance(ref.value, ExternalValue)
                and ref.value.name.rpartition(".")[2][:1].isupper()
            )
            for ref in refs
        )

    def _is_switch(self, at: ScopeId, write: Write) -> bool:
        """Whether a write only sets a switch, so that putting it back leaves nothing behind."""
        if write.how not in SETTING:
            return False
        refs = self._evaluator.at_write(at, write.value, write.line, write.block)
        return not kinds_of(self._evaluator, refs) & {"future", "websocket", "instance"}

    def _changes_inside(self, write: Write, value: object, place: Place) -> bool:
        """Whether WRITE would have to change a constant, so that the place must be another one."""
        if write.how == "rebinding" or isinstance(value, ModuleValue):
            return False
        if isinstance(write.target, Name) and write.how == "augmented assignment":
            return False
        return self._keys.is_immutable(place)

    def _switched(self) -> Iterator[Found]:
        """Yield the calls that set a switch of the whole process while serving."""
        for at, call, name in switch_calls(self._evaluator):
            chain = self._phases.chain(at)
            if chain is not None:
                place = Place("external", NOWHERE, name)
                how = name.rpartition(".")[2] + "()"
                write = Write(call.func, how, call.func, call.line, call.column, call.block)
                key = Key("switch", ScopeId(at.file, 0), name)
                yield Found(at, write, place, Landing(place, chain), key)


def _is_new_object(place: Place) -> bool:
    """Whether a constructor writes a field of the object that it makes."""
    if place.kind == "parameter":
        return len(place.path) <= 1
    return place.kind == "class" and bool(place.path)
