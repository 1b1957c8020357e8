"""Locks on a file that one process of a host holds as long as it lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Name
from hidden_state.project.holding import Holding
from hidden_state.project.identity.grounds import Grounds
from hidden_state.project.records import ExternalInstance, ExternalValue, ScopeId
from hidden_state.project.sites import last_part
from hidden_state.project.state import Span
from hidden_state.words import words_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, Scope
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.linked import Linked

LOCKING = ("flock", "lockf", "lock", "acquire")
FILES = frozenset({"file", "inter"})
"""Words of the classes of locks on files: FileLock, InterProcessLock."""
ENDING = frozenset({"release", "unlock", "close"})


def leaders(linked: Linked) -> Iterator[Holding]:
    """Yield the calls that, while the application starts, lock a file and never unlock it."""
    program = linked.evaluator.program
    grounds = Grounds(linked)
    for last in LOCKING:
        for site in program.calls_by_name.get(last, ()):
            at = ScopeId(site.file, site.scope)
            call = program.call(site)
            if site.argument >= 0 or not _locks_file(linked.evaluator, at, call):
                continue
            if grounds.runs(at) not in ("import", "start") or grounds.is_for_trial(at, call):
                continue
            scope = program.scope(at)
            if not _ends(scope, call):
                yield _holding(program.paths[at.file], scope, call)


def _locks_file(evaluator: Evaluator, at: ScopeId, call: Call) -> bool:
    """Whether CALL locks a file: a function of the models, or `acquire()` of a lock on a file."""
    func = call.func
    if isinstance(func, Attribute) and func.attr == "acquire":
        return any(
            isinstance(ref.value, ExternalInstance)
            and evaluator.models.kind_of(ref.value.name) == "lock"
            and bool(words_in(ref.value.name.rpartition(".")[2]) & FILES)
            for ref in evaluator.evaluate(at, func.value)
        )
    return any(
        isinstance(ref.value, ExternalValue) and evaluator.models.kind_of(ref.value.name) == "lock"
        for ref in evaluator.evaluate(at, func)
    )


def _ends(scope: Scope, call: Call) -> bool:
    """Whether the function itself unlocks the file again, or closes it."""
    number = call.block
    while number > 0:
        block = scope.blocks[number - 1]
        if block.kind == "with":
            return True
        number = block.parent
    name = last_part(call.func)
    return any(
        other is not call
        and other.line > call.line
        and (last_part(other.func) in ENDING or last_part(other.func) == name)
        for other in scope.calls
    )


def _holding(path: str, scope: Scope, call: Call) -> Holding:
    func = call.func
    held = func.value if isinstance(func, Attribute) else func
    last = last_part(func) or "lock"
    is_object = last == "acquire" and isinstance(held, (Name, Attribute))
    symbol = (last_part(held) if is_object else scope.name) or last
    span = Span(path, call.line, call.column, call.line, call.column + len(last))
    return Holding("host lock", "disk", symbol, last, span, f"`{last}()`, held from the start")
