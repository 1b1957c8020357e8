"""Who works on the files that a watcher hands over through a queue of the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute
from hidden_state.project.records import ScopeId
from hidden_state.project.sites import last_part
from hidden_state.project.values import kinds_of
from hidden_state.project.work.queues import QUEUE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hidden_state.facts import ExprUnion
    from hidden_state.project.linked import Linked


def takers(linked: Linked, givers: Collection[ScopeId]) -> list[ScopeId]:
    """Return the functions that take from queues, by name, that one of the GIVERS puts into."""
    if not givers:
        return []
    program = linked.evaluator.program
    names = {
        last_part(queue)
        for at, queue in _queues(linked, QUEUE.gives, is_handed=True)
        if at in givers
    }
    found = [at for at, queue in _queues(linked, QUEUE.takes) if last_part(queue) in names - {None}]
    return [at for at in dict.fromkeys(found) if program.scope(at).kind == "function"]


def _queues(
    linked: Linked, methods: Collection[str], is_handed: bool = False
) -> Iterator[tuple[ScopeId, ExprUnion]]:
    """Yield the queues that METHODS are called on, or, if IS_HANDED, passed on as callables."""
    program, evaluator = linked.evaluator.program, linked.evaluator
    for method in sorted(methods):
        for site in program.calls_by_name.get(method, ()):
            at, call = ScopeId(site.file, site.scope), program.call(site)
            func: ExprUnion | None = call.func
            if site.argument >= 0:
                func = call.args[site.argument] if site.argument < len(call.args) else None
                func = func if is_handed else None
            if isinstance(func, Attribute) and "queue" in kinds_of(
                evaluator, evaluator.evaluate(at, func.value)
            ):
                yield at, func.value
