"""What an enclosing function got from its callers."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from hidden_state.project.records import ContainerValue, Edge, InstanceValue, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.calls.graph import CallGraph
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.phases import Phases
    from hidden_state.project.places.instances import Instances
    from hidden_state.project.places.receivers import Receivers

MOST_CLIMBS = 300


class Outer:
    """Follows the parameters of enclosing functions."""

    def __init__(
        self,
        evaluator: Evaluator,
        graph: CallGraph,
        phases: Phases,
        receivers: Receivers,
        instances: Instances,
    ) -> None:
        """Start with no parameter asked for."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._graph = graph
        self._phases = phases
        self._receivers = receivers
        self._instances = instances
        self._outers: dict[Place, tuple[Place, ...]] = {}

    def places(self, place: Place) -> tuple[Place, ...]:
        """Return what callers, and theirs, pass for a parameter of an enclosing function."""
        found = self._outers.get(place)
        if found is None:
            found = self._outers[place] = tuple(dict.fromkeys(self._passed_from_outside(place)))
        return found

    def _passed_from_outside(self, start: Place) -> Iterator[Place]:
        seen = {start}
        queue = deque([start])
        while queue and len(seen) < MOST_CLIMBS:
            place = queue.popleft()
            resolved = False
            for edge in self._graph.callers(place.scope):
                for ref in self._evaluator.argument(edge, place.scope, place.name):
                    if ref.place is None:
                        if isinstance(ref.value, (ContainerValue, InstanceValue)):
                            resolved = True
                            yield from self._made_at_start(place, edge)
                        continue
                    resolved = True
                    moved = ref.place.under(place.path)
                    if moved.kind != "parameter":
                        yield moved
                    elif moved not in seen:
                        seen.add(moved)
                        queue.append(moved)
            if not resolved:
                yield from self._objects(place)

    def _made_at_start(self, place: Place, edge: Edge) -> Iterator[Place]:
        """Yield PLACE as a variable, if a caller that serves no request makes the object for it."""
        if self._phases.chain(edge.caller) is None:
            yield Place("closure", place.scope, place.name, place.path)

    def _objects(self, place: Place) -> Iterator[Place]:
        """Yield the known objects of the class whose method has PLACE as its receiver."""
        class_id = self._receivers.class_of(place)
        if class_id is not None:
            for kept in self._instances.of_class(class_id):
                yield kept.under(place.path)
