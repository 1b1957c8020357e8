"""What tasks are given where they are queued."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Display, Literal
from hidden_state.project.records import FunctionValue, ScopeId

if TYPE_CHECKING:
    from hidden_state.facts import Call, ExprUnion, Scope
    from hidden_state.project.linked import Linked

PACKED = frozenset({"apply_async", "send_with_options", "schedule"})
"""Methods that are given the arguments as one list, and a mapping."""


class Handed(NamedTuple):
    """What function `caller` passes, in scope `at` of it, for the parameters of a task."""

    caller: ScopeId
    at: ScopeId
    given: dict[str, ExprUnion]


class Queued:
    """Finds the places where tasks are queued."""

    def __init__(self, linked: Linked) -> None:
        """Take the linked project."""
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program

    def to(self, task: ScopeId) -> list[Handed]:
        """Return what the task is given, wherever it is queued."""
        return [self._handed(task, *place) for place in self._places.get(task, ())]

    @cached_property
    def _places(self) -> dict[ScopeId, list[tuple[ScopeId, Call, bool]]]:
        """By task, the calls that queue it; whether it is their first argument."""
        found: dict[ScopeId, list[tuple[ScopeId, Call, bool]]] = defaultdict(list)
        handovers = self._evaluator.models.handovers
        for method in sorted(name for name, kind in handovers.items() if kind == "task"):
            for site in self._program.calls_by_name.get(method, ()):
                call = self._program.call(site)
                if site.argument >= 0 or not isinstance(call.func, Attribute):
                    continue
                at = ScopeId(site.file, site.scope)
                for number, expr in enumerate((call.func.value, *call.args[:1])):
                    for ref in self._evaluator.evaluate(at, expr):
                        if isinstance(ref.value, FunctionValue):
                            found[ref.value.id].append((at, call, number == 1))
        return found

    def _function(self, at: ScopeId) -> ScopeId:
        """Return the function around a lambda."""
        while self._program.scope(at).kind == "lambda":
            at = self._program.parent(at)
        return at

    def _handed(self, task: ScopeId, at: ScopeId, call: Call, is_first: bool) -> Handed:
        names = _names(self._program.scope(task))
        args, keywords = call.args[1:] if is_first else call.args, dict(call.keywords)
        if not is_first and isinstance(call.func, Attribute) and call.func.attr in PACKED:
            args, keywords = _packed(args, keywords)
        given = dict(zip(names, args, strict=False))
        named = {name: keywords[name] for name in names if name in keywords}
        return Handed(self._function(at), at, given | named)


def _names(scope: Scope) -> list[str]:
    names = [item.name for item in scope.parameters if item.kind in ("positional", "keyword")]
    return names[1:] if names[:1] == ["self"] else names


def _packed(
    args: tuple[ExprUnion, ...], keywords: dict[str, ExprUnion]
) -> tuple[tuple[ExprUnion, ...], dict[str, ExprUnion]]:
    """Return the arguments that a list and a mapping hold."""
    first = keywords.get("args", args[0] if args else None)
    second = keywords.get("kwargs", args[1] if len(args) > 1 else None)
    positional = first.items if isinstance(first, Display) and first.kind != "dict" else ()
    named: dict[str, ExprUnion] = {}
    if isinstance(second, Display):
        for key, value in zip(second.keys, second.items, strict=False):
            if isinstance(key, Literal):
                named[str(key.value)] = value
    return positional, named
