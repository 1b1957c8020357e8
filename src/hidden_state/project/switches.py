"""Calls that change the whole process: the working directory, the locale, a logging level."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hidden_state.project.guards import is_final, runs_once
from hidden_state.project.provenance import reads_outside
from hidden_state.project.records import ExternalValue, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call
    from hidden_state.project.evaluation.evaluator import Evaluator


def switch_calls(evaluator: Evaluator) -> Iterator[tuple[ScopeId, Call, str]]:
    """Yield scope, call and dotted name of every call that sets such a switch."""
    program = evaluator.program
    by_last: dict[str, set[str]] = defaultdict(set)
    for name in evaluator.models.switches:
        by_last[name.rpartition(".")[2]].add(name)
    for last, names in sorted(by_last.items()):
        for site in program.called(last):
            if site.argument < 0 and site.scope > 0:
                at = ScopeId(site.file, site.scope)
                call = program.call(site)
                for ref in evaluator.evaluate(at, call.func):
                    if isinstance(ref.value, ExternalValue) and ref.value.name in names:
                        if not _is_harmless(evaluator, at, call):
                            yield at, call, ref.value.name
                        break


def _is_harmless(evaluator: Evaluator, at: ScopeId, call: Call) -> bool:
    """Whether a switch is set once, or to what the code says, or is put back."""
    if runs_once(evaluator, at, call):
        return True
    scope = evaluator.program.scope(at)
    if any(other.func == call.func and is_final(scope, other.block) for other in scope.calls):
        return True
    given = call.given
    return bool(given) and not any(reads_outside(evaluator, at, value) for value in given)
