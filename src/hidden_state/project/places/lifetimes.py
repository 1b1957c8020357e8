"""How long a place lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.evaluation.refs import APPLICATION
from hidden_state.project.places.targets import STORE_KINDS

if TYPE_CHECKING:
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.phases import Phases
    from hidden_state.project.records import Place, ScopeId


class Lifetimes:
    """Tells places that outlive a request from those that do not."""

    def __init__(self, evaluator: Evaluator, phases: Phases) -> None:
        """Take what is known of functions."""
        self._program = evaluator.program
        self._models = evaluator.models
        self._phases = phases

    def outlives_requests(self, place: Place) -> bool:
        """Whether what is kept at PLACE lives as long as the process."""
        if place.kind == "closure":
            return not self._phases.only_serves(place.scope)
        if place == APPLICATION.under(place.path):
            return True
        if place.kind in ("class", "function"):
            return not self._is_made_per_request(place.scope)
        if place.kind == "external" and not place.path:
            owner = place.name.rpartition(".")[0]
            if owner in self._program.imported_modules:
                return True
        if place.kind == "external":
            return self._models.kind_of(known_prefix(self._models, place.name)) in STORE_KINDS
        return place.kind != "parameter"

    def _is_made_per_request(self, definition: ScopeId) -> bool:
        """Whether the class or function itself is defined in a function that runs while serving."""
        parent = self._program.parent(definition)
        return (
            parent.scope > 0
            and self._program.scope(parent).kind == "function"
            and self._phases.only_serves(parent)
        )


def known_prefix(models: object, name: str) -> str:
    """Return the longest beginning of a dotted name that the models know."""
    kind_of = models.kind_of  # type: ignore[attr-defined]
    parts = name.split(".")
    for size in range(len(parts), 0, -1):
        prefix = ".".join(parts[:size])
        if kind_of(prefix) is not None:
            return prefix
    return name
