"""Where objects of a class are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.records import ClassValue, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.sites import CallSite


def constructor_calls(evaluator: Evaluator, class_id: ScopeId) -> Iterator[CallSite]:
    """Yield the calls of a class itself, by whatever name; not those of its subclasses."""
    program = evaluator.program
    for site in program.called(program.scope(class_id).name):
        if site.argument < 0:
            refs = evaluator.evaluate(ScopeId(site.file, site.scope), program.call(site).func)
            if any(ref.value == ClassValue(class_id) for ref in refs):
                yield site
