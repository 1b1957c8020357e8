"""The several paths that one name of a loop goes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Display, Element, Joined, Name
from hidden_state.project.files.names import COLLECTING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion
    from hidden_state.project.program import Program
    from hidden_state.project.records import ScopeId

LISTS = frozenset({"list", "tuple", "set", "copy", "generator"})
LOOPING = frozenset({"for", "comprehension"})
DEEPEST = 4
MOST = 16


def spread(program: Program, at: ScopeId, expr: ExprUnion) -> tuple[ExprUnion, ...]:
    """Return what EXPR goes over in a loop: all that a list was given, or EXPR alone."""
    if not isinstance(expr, Name):
        return (expr,)
    loops = [item for item in program.bindings(at).get(expr.id, ()) if item.how in LOOPING]
    found: list[ExprUnion] = []
    for loop in loops:
        if isinstance(loop.value, Element):
            found.extend(_elements(program, at, loop.value.value, 0))
    return tuple(found[:MOST]) if len(found) > 1 else (expr,)


def _elements(program: Program, at: ScopeId, expr: ExprUnion, depth: int) -> Iterator[ExprUnion]:
    """Yield what the elements of a list are, as far as the function itself says."""
    if depth > DEEPEST:
        return
    match expr:
        case Display(kind, items) if kind in LISTS:
            for item in items:
                if kind == "copy":
                    yield from _elements(program, at, item, depth + 1)
                else:
                    yield item
        case Joined("+", parts):
            for part in parts:
                yield from _elements(program, at, part, depth + 1)
        case Name(name) if name in program.bindings(at):
            for binding in program.bindings(at)[name]:
                if binding.how in ("assign", "augment"):
                    yield from _elements(program, at, binding.value, depth + 1)
            yield from _collected(program, at, name)
        case _:
            yield Element(expr)


def _collected(program: Program, at: ScopeId, name: str) -> Iterator[ExprUnion]:
    """Yield what a function puts into its own list called NAME."""
    for call in program.scope(at).calls:
        match call.func:
            case Attribute(Name(receiver), attr) if receiver == name and attr in COLLECTING:
                yield from call.args[-1:]
            case _:
                continue
