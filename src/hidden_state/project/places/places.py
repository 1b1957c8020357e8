"""Where a write lands: from what changes to a place that outlives the request."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from msgspec import Struct

from hidden_state.project.phases import Chain, Phases, Step
from hidden_state.project.places.instances import Instances
from hidden_state.project.places.lifetimes import Lifetimes
from hidden_state.project.places.outer import MOST_CLIMBS, Outer
from hidden_state.project.places.receivers import Landing, Receivers
from hidden_state.project.places.targets import Targets
from hidden_state.project.records import Place, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.calls.graph import CallGraph
    from hidden_state.project.entries.entries import EntryPoints
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import Edge


class Climb(Struct, frozen=True, gc=False):
    """A parameter whose callers are to be asked; `wanted` is the class its object must fit."""

    place: Place
    steps: tuple[Step, ...]
    weak: bool
    wanted: ScopeId | None


class Places:
    """Resolves the targets of writes."""

    def __init__(
        self, evaluator: Evaluator, graph: CallGraph, entries: EntryPoints, phases: Phases
    ) -> None:
        """Take what has been linked so far."""
        targets = Targets(evaluator)
        self.targets = targets.targets
        self._evaluator = evaluator
        self._graph = graph
        self._phases = phases
        self._landing: dict[Place, bool] = {}
        self._lifetimes = Lifetimes(evaluator, phases)
        self._instances = Instances(evaluator, targets)
        self._receivers = Receivers(evaluator, entries, self._lifetimes, self._instances)
        self._outer = Outer(evaluator, graph, phases, self._receivers, self._instances)

    def may_land(self, at: ScopeId, place: Place) -> bool:
        """Whether PLACE, written in AT, can stand for a long-lived one; mostly cheap to say no."""
        if place.kind != "parameter" or place.scope != at:
            return True
        root = place.root
        found = self._landing.get(root)
        if found is None:
            found = self._landing[root] = any(True for _ in self._climb(root))
        return found

    def kept(self, class_id: ScopeId) -> tuple[Place, ...]:
        """Return the long-lived places that are known to hold an object of a class."""
        return self._instances.of_class(class_id)

    def land(self, at: ScopeId, place: Place) -> Iterator[Landing]:
        """Yield the long-lived places that PLACE, written in AT, stands for while serving.

        A place whose path is too long to be kept whole is left out: it would name another one.
        """
        size = len(place.path)
        for landing in self._landings(at, place):
            if not size or landing.place.path[-size:] == place.path:
                yield landing

    def _landings(self, at: ScopeId, place: Place) -> Iterator[Landing]:
        if place.kind == "default" and self._is_always_given(place):
            return
        if place.kind != "parameter":
            yield from self._settled(place, at, (), False)
        elif place.scope != at:
            for outer in self._outer.places(place) if self._encloses(place.scope, at) else ():
                yield from self._settled(outer, at, (), False)
        else:
            yield from self._climb(place)

    def _is_always_given(self, place: Place) -> bool:
        """Whether all known callers pass the parameter, so that its default is never used."""
        edges = [edge for edge in self._graph.callers(place.scope) if not edge.weak]
        return bool(edges) and all(
            self._evaluator.argument(edge, place.scope, place.name) for edge in edges
        )

    def _settled(
        self, place: Place, function: ScopeId, steps: tuple[Step, ...], weak: bool
    ) -> Iterator[Landing]:
        if not self._lifetimes.outlives_requests(place):
            return
        chain = self._phases.chain(function)
        if chain is None:
            return
        found = Chain(chain.entry, chain.steps + steps, chain.weak or weak)
        if place.kind == "closure" and any(step.function == place.scope for step in found.steps):
            return
        yield Landing(place, found)

    def _encloses(self, outer: ScopeId, inner: ScopeId) -> bool:
        """Whether a function is around another, so that the one sees the other's parameters."""
        while inner.scope > 0 and inner != outer:
            inner = self._evaluator.program.parent(inner)
        return inner == outer

    def _climb(self, start: Place) -> Iterator[Landing]:
        """Ask the callers, and theirs, what they pass for a parameter."""
        seen = {start}
        queue = deque([Climb(start, (), False, self._receivers.class_of(start))])
        while queue and len(seen) < MOST_CLIMBS:
            climb = queue.popleft()
            held = self._receivers.held(climb.place)
            if held is None:
                for edge in self._graph.callers(climb.place.scope):
                    yield from self._step(climb, edge, seen, queue)
                continue
            for landing in held:
                chain = landing.chain
                steps = chain.steps + climb.steps
                yield Landing(landing.place, Chain(chain.entry, steps, climb.weak or chain.weak))

    def _step(
        self, climb: Climb, edge: Edge, seen: set[Place], queue: deque[Climb]
    ) -> Iterator[Landing]:
        """Yield what one caller passes and is settled; a parameter of the caller joins QUEUE."""
        place, function = climb.place, climb.place.scope
        steps = (Step(edge.caller, edge.line), *climb.steps)
        weak = climb.weak or edge.weak
        refs = self._evaluator.argument(edge, function, place.name)
        if edge.weak and self._receivers.is_receiver(place):
            refs = self._receivers.known(place)
        for ref in refs:
            if ref.place is None or not self._receivers.fits(ref, climb.wanted):
                continue
            moved = ref.place.under(place.path)
            if moved.kind != "parameter":
                if edge.argument >= 0:
                    yield from self._settled(moved, function, climb.steps, weak)
                yield from self._settled(moved, edge.caller, steps, weak)
            elif moved.scope != edge.caller:
                if self._encloses(moved.scope, edge.caller):
                    for outer in self._outer.places(moved):
                        yield from self._settled(outer, edge.caller, steps, weak)
            elif moved not in seen:
                seen.add(moved)
                narrowed = self._receivers.narrowed(moved, ref, climb.wanted)
                queue.append(Climb(moved, steps, weak, narrowed))
