"""Where the known objects of a class are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.constructed import constructor_calls
from hidden_state.project.records import InstanceValue, Place, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.places.targets import Targets


class Instances:
    """Finds the long-lived objects of classes."""

    def __init__(self, evaluator: Evaluator, targets: Targets) -> None:
        """Start with no class asked for."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._targets = targets
        self._instances: dict[ScopeId, tuple[Place, ...]] = {}

    def of_class(self, class_id: ScopeId) -> tuple[Place, ...]:
        """Return the long-lived places that are known to hold an object of the class."""
        found = self._instances.get(class_id)
        if found is None:
            self._instances[class_id] = ()
            places: list[Place] = []
            for target in (class_id, *self._evaluator.classes.subclasses(class_id)):
                for site in constructor_calls(self._evaluator, target):
                    at = ScopeId(site.file, site.scope)
                    places.extend(self._kept_by(at, site.call, target))
            found = self._instances[class_id] = tuple(dict.fromkeys(places))
        return found

    def _kept_by(self, at: ScopeId, call: int, class_id: ScopeId) -> Iterator[Place]:
        """Yield the long-lived names that the result of a constructor call is bound to."""
        scope = self._program.scope(at)
        for binding in scope.bindings:
            if not _mentions(binding.value, call):
                continue
            for ref in self._evaluator.name(at, binding.name):
                if (
                    ref.value == InstanceValue(class_id)
                    and ref.place is not None
                    and ref.place.kind in ("global", "class", "singleton", "cached")
                ):
                    yield ref.place
        for write in scope.writes:
            if _mentions(write.value, call):
                for target in self._targets.targets(at, write):
                    if target.place.kind in ("global", "class", "external"):
                        yield target.place


def _mentions(expr: ExprUnion, call: int) -> bool:
    return getattr(expr, "call", None) == call or any(
        getattr(item, "call", None) == call
        for item in (*getattr(expr, "options", ()), *getattr(expr, "items", ()))
    )
