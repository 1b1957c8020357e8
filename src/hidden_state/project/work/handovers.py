"""Objects by which one piece of work hands something to another: queues, events, conditions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute
from hidden_state.project.keys import Key, Keys
from hidden_state.project.records import ExternalInstance, InstanceValue, Ref, ScopeId
from hidden_state.project.sites import last_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call
    from hidden_state.models.schema import ObjectKind
    from hidden_state.project.linked import Linked
    from hidden_state.project.phases import Chain


class Way(NamedTuple):
    """How something is handed over: by objects of these kinds, with these methods."""

    kinds: frozenset[ObjectKind]
    gives: frozenset[str]
    takes: frozenset[str]


class Given(NamedTuple):
    """A call in scope `at`, reached by `chain` while serving, hands something over."""

    at: ScopeId
    call: Call
    chain: Chain


class Taken(NamedTuple):
    """Call `number` of scope `at` takes what is handed over."""

    at: ScopeId
    number: int
    call: Call


class Handover(NamedTuple):
    """What is kept under `key` hands things from those who give to those who take."""

    key: Key
    given: tuple[Given, ...]
    taken: tuple[Taken, ...]


class Handovers:
    """Finds such objects that outlive the request."""

    def __init__(self, linked: Linked, way: Way) -> None:
        """Take the linked project and what to look for."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._keys = Keys(linked.evaluator)
        self._way = way

    def all(self) -> Iterator[Handover]:
        """Yield those that serving gives something, and that somebody takes it from."""
        given = self._given()
        if not given:
            return
        names = {self._receiver_name(item.call) for items in given.values() for item in items}
        names.update(key.name for key in given)
        taken: dict[Key, list[Taken]] = defaultdict(list)
        for at, number, call, refs in self._calls(self._way.takes, frozenset(names)):
            for ref in refs:
                key = self._key(at, call, ref)
                if key is not None and key in given:
                    taken[key].append(Taken(at, number, call))
        for key, givers in given.items():
            if taken[key]:
                yield Handover(key, tuple(dict.fromkeys(givers)), tuple(dict.fromkeys(taken[key])))

    def _given(self) -> dict[Key, list[Given]]:
        found: dict[Key, list[Given]] = defaultdict(list)
        for at, _, call, refs in self._calls(self._way.gives, frozenset()):
            for ref in refs:
                if ref.place is None:
                    continue
                for landing in self._linked.places.land(at, ref.place):
                    if "[]" not in landing.place.path:
                        key = self._keys.own(landing.place, False)
                        found[key].append(Given(at, call, landing.chain))
        return found

    def _calls(
        self, methods: frozenset[str], names: frozenset[str]
    ) -> Iterator[tuple[ScopeId, int, Call, list[Ref]]]:
        """Yield the calls of METHODS on objects of the kinds, if NAMES, then only on these."""
        for method in sorted(methods):
            for site in self._program.calls_by_name.get(method, ()):
                call = self._program.call(site)
                if site.argument >= 0 or not isinstance(call.func, Attribute):
                    continue
                if names and self._receiver_name(call) not in names:
                    continue
                at = ScopeId(site.file, site.scope)
                refs = [
                    ref
                    for ref in self._evaluator.evaluate(at, call.func.value)
                    if self._is_of_kind(ref)
                ]
                if refs:
                    yield at, site.call, call, refs

    def _receiver_name(self, call: Call) -> str:
        return last_part(call.func.value) or "" if isinstance(call.func, Attribute) else ""

    def _is_of_kind(self, ref: Ref) -> bool:
        kind_of = self._evaluator.models.kind_of
        match ref.value:
            case ExternalInstance(name):
                return kind_of(name) in self._way.kinds
            case InstanceValue(class_id):
                bases = self._evaluator.classes.external_bases(class_id)
                return any(kind_of(base) in self._way.kinds for base in bases)
            case _:
                return False

    def _key(self, at: ScopeId, call: Call, ref: Ref) -> Key | None:
        """Return the state that the receiver of CALL is, however the scope comes to it."""
        if ref.place is not None and ref.place.kind != "parameter":
            return self._keys.own(ref.place, False)
        receiver = call.func.value if isinstance(call.func, Attribute) else None
        if isinstance(receiver, Attribute):
            for owner in self._evaluator.evaluate(at, receiver.value):
                if isinstance(owner.value, InstanceValue):
                    return self._keys.field(owner.value.class_id, receiver.attr)
        return None
