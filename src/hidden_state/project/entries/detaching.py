"""Objects that are taken off again by the function that made them: a log handler for one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Name, Result
from hidden_state.project.constructed import constructor_calls
from hidden_state.project.records import ScopeId

if TYPE_CHECKING:
    from collections.abc import Collection

    from hidden_state.facts import Scope
    from hidden_state.project.evaluation.evaluator import Evaluator


def are_taken_off(evaluator: Evaluator, class_id: ScopeId, methods: Collection[str]) -> bool:
    """Whether the project makes objects of a class, and gives each to one of METHODS there."""
    sites = list(constructor_calls(evaluator, class_id))
    return bool(sites) and all(
        _is_taken_off(evaluator.program.scope(ScopeId(site.file, site.scope)), site.call, methods)
        for site in sites
    )


def _is_taken_off(scope: Scope, call: int, methods: Collection[str]) -> bool:
    names = {Name(binding.name) for binding in scope.bindings if binding.value == Result(call)}
    return scope.kind == "function" and any(
        isinstance(other.func, Attribute)
        and other.func.attr in methods
        and not names.isdisjoint(other.args)
        for other in scope.calls
    )
