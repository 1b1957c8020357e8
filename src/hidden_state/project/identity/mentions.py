"""Which names and results of calls stand in the bindings and calls of a scope."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from hidden_state.facts import (
    Attribute,
    Choice,
    Display,
    Element,
    Entered,
    ExprUnion,
    Item,
    Joined,
    Name,
    Result,
    Unpacked,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.facts import Call, Scope

PARTS = (Attribute, Item, Unpacked, Element, Entered)
"""Expressions for a part of `value`, which holds what that does."""
Atom: TypeAlias = "str | int"
"""A name, or the number of a call for its result."""


class Mentions:
    """An index of one scope: where to look for what holds a value."""

    def __init__(self, scope: Scope) -> None:
        """Read the bindings and calls of SCOPE once."""
        self._bindings: dict[Atom, list[int]] = defaultdict(list)
        self._calls: dict[Atom, list[int]] = defaultdict(list)
        for number, binding in enumerate(scope.bindings):
            for atom in atoms(binding.value):
                self._bindings[atom].append(number)
        for number, call in enumerate(scope.calls):
            for value in _given(call):
                for atom in atoms(value):
                    self._calls[atom].append(number)

    def bindings(self, held: Iterable[Atom]) -> list[int]:
        """Return the numbers of the bindings whose values mention one of HELD, in order."""
        return _sorted(self._bindings, held)

    def calls(self, held: Iterable[Atom]) -> list[int]:
        """Return the numbers of the calls that are given one of HELD, or are its methods."""
        return _sorted(self._calls, held)


def atoms(expr: ExprUnion | None) -> Iterator[Atom]:
    """Yield what EXPR is, or is made of."""
    while isinstance(expr, PARTS):
        expr = expr.value
    match expr:
        case Name(id=name):
            yield name
        case Result(call=number):
            yield number
        case Choice(options=parts) | Joined(parts=parts):
            for part in parts:
                yield from atoms(part)
        case Display(kind=kind, items=items) if kind != "dict":
            for item in items:
                yield from atoms(item)
        case _:
            return


def _given(call: Call) -> Iterator[ExprUnion]:
    yield from call.given
    if isinstance(call.func, Attribute):
        yield call.func.value


def _sorted(index: dict[Atom, list[int]], held: Iterable[Atom]) -> list[int]:
    return sorted({number for atom in held for number in index.get(atom, ())})
