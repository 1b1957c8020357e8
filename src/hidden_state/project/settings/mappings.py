"""The configuration that an application object holds, by everything that fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Name
from hidden_state.project.records import ScopeId
from hidden_state.project.settings.filling import FILLERS, Filling
from hidden_state.project.settings.given import EMPTY, joined
from hidden_state.project.settings.sources import Source
from hidden_state.project.settings.winning import is_for_developers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.settings.namespaces import Namespaces

WORDS = frozenset({"config", "conf", "cfg"})


def mappings(evaluator: Evaluator, namespaces: Namespaces) -> Iterator[Source]:
    """Yield the configuration of the application objects of a project, if anything fills it.

    What several functions set may be either, because nobody knows their order.
    """
    names = EMPTY
    for at in sorted(set(_scopes(evaluator))):
        names = joined(names, Filling(evaluator, namespaces, at).run())
    if names.entries:
        yield Source("", names, True, False)


def _scopes(evaluator: Evaluator) -> Iterator[ScopeId]:
    """Yield the scopes that may fill the configuration of an application."""
    program = evaluator.program
    for name in (*FILLERS, "update", "setdefault"):
        for site in program.calls_by_name.get(name, ()):
            func = program.call(site).func
            if (
                site.argument < 0
                and isinstance(func, Attribute)
                and _last(func.value) in WORDS
                and not is_for_developers(program, ScopeId(site.file, 0))
            ):
                yield ScopeId(site.file, site.scope)
    yield from _assigning(evaluator)
    for key, sites in program.keyed_writes.items():
        for place in sites if key.isupper() else ():
            at = ScopeId(place.file, place.scope)
            base = getattr(program.write(place).target, "value", None)
            may_be = isinstance(base, Name) or (base is not None and _last(base) in WORDS)
            if may_be and not is_for_developers(program, ScopeId(place.file, 0)):
                yield at


def _assigning(evaluator: Evaluator) -> Iterator[ScopeId]:
    """Yield the scopes that assign a setting as an attribute: `celery.conf.task_serializer = x`."""
    program = evaluator.program
    for name in {path.partition(".")[0] for path in evaluator.models.chosen}:
        for place in program.attribute_writes.get(name, ()):
            base = getattr(program.write(place).target, "value", None)
            is_it = base is not None and _last(base) in WORDS
            if is_it and not is_for_developers(program, ScopeId(place.file, 0)):
                yield ScopeId(place.file, place.scope)


def _last(expr: ExprUnion) -> str:
    return expr.attr if isinstance(expr, Attribute) else expr.id if isinstance(expr, Name) else ""
