"""Which names of a function hold a piece of started work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import (
    Attribute,
    Choice,
    Display,
    Element,
    ExprUnion,
    Item,
    Name,
    Result,
    Unpacked,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Scope

ADDING = frozenset("append add extend appendleft put put_nowait insert discard remove".split())


def names_of(scope: Scope, number: int) -> set[str]:
    """Return the local names that hold the result of a call, or a container with it."""
    names: set[str] = set()
    size = -1
    while len(names) != size:
        size = len(names)
        names.update(_holders(scope, names, number))
    return names


def _holders(scope: Scope, names: set[str], number: int) -> Iterator[str]:
    for binding in scope.bindings:
        if is_one(binding.value, names, number):
            yield binding.name
    for call in scope.calls:
        match call.func:
            case Attribute(value=Name(id=name), attr=attr) if attr in ADDING:
                if any(is_one(item, names, number) for item in call.args):
                    yield name
            case _:
                continue
    for write in scope.writes:
        match write.target:
            case Item(value=Name(id=name), key=key) if is_one(write.value, names, number) or is_one(
                key, names, number
            ):
                yield name
            case _:
                continue


def is_one(expr: ExprUnion, names: set[str], number: int) -> bool:
    """Whether EXPR is the result of call NUMBER, one of NAMES, or holds one of these."""
    match expr:
        case Name(id=name):
            return name in names
        case Result(call=call):
            return call == number
        case Display(items=items, keys=keys):
            return any(is_one(item, names, number) for item in (*items, *keys))
        case Choice(options=items):
            return any(is_one(item, names, number) for item in items)
        case Element(value=value) | Unpacked(value=value):
            return is_one(value, names, number)
        case _:
            return False


def as_names(names: set[str]) -> list[ExprUnion]:
    """Return NAMES as expressions."""
    return [Name(name) for name in names]
