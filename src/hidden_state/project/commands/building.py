"""How a name gets a command line, step by step: what is assigned, added, appended, inserted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Name, Result
from hidden_state.project.provenance import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion, Scope

ADDING = {"append": 0, "extend": 0, "insert": 1, "__iadd__": 0, "appendleft": 0}
"""Methods of lists that add to them: name to the position of what is added."""
BOUND = frozenset({"assign", "with", "for", "augment"})
DEEPEST = 6


class Event(NamedTuple):
    """A step: `how` is assign, augment, or the name of a method; `place` is where it inserts."""

    line: int
    block: int
    how: str
    value: ExprUnion
    place: ExprUnion | None = None


def events(scope: Scope, name: str, before: int) -> list[Event]:
    """Return the steps that give NAME its value ahead of line BEFORE, in their order."""
    found = [
        Event(
            binding.line,
            binding.block,
            "augment" if binding.how == "augment" else "assign",
            binding.value,
        )
        for binding in scope.bindings
        if binding.name == name and binding.how in BOUND
    ]
    found.extend(_added(scope, name))
    return sorted((item for item in found if item.line < before), key=lambda item: item.line)


def _added(scope: Scope, name: str) -> Iterator[Event]:
    for call in scope.calls:
        match call.func:
            case Attribute(Name(receiver), method) if receiver == name and method in ADDING:
                position = ADDING[method]
                if position < len(call.args):
                    place = call.args[0] if method == "insert" else None
                    yield Event(call.line, call.block, method, call.args[position], place)
            case _:
                continue


def mentions(scope: Scope, expr: ExprUnion, name: str, depth: int = 0) -> bool:
    """Whether an expression of SCOPE is made of what NAME is."""
    if isinstance(expr, Name):
        return expr.id == name
    if depth > DEEPEST:
        return False
    parts = list(parts_of(expr))
    if isinstance(expr, Result):
        call = scope.calls[expr.call]
        parts.extend((call.func, *call.given))
    return any(mentions(scope, part, name, depth + 1) for part in parts)


def around(scope: Scope, block: int) -> list[int]:
    """Return a block and those around it, the body of the scope last."""
    found = []
    while block > 0:
        found.append(block)
        block = scope.blocks[block - 1].parent
    return [*found, 0]
