"""Calls and writes by where they are, and the names they go by."""

from __future__ import annotations

from msgspec import Struct

from hidden_state.facts import (
    Attribute,
    ExprUnion,
    Item,
    Literal,
    Name,
    Result,
    Scope,
    Write,
)


class CallSite(Struct, frozen=True, gc=False):
    """Call `call` of a scope; `argument` is -1 for the callee, else where a name is passed."""

    file: int
    scope: int
    call: int
    argument: int = -1


class WriteSite(Struct, frozen=True, gc=False, order=True):
    """Write number `write` of a scope."""

    file: int
    scope: int
    write: int


FIRST_KEYWORD = 1000
"""Where a callable is passed by keyword: this, and the number of the keyword."""
ASSIGNMENTS = frozenset({"attribute assignment", "annotation", "setattr()", "__setattr__()"})
ELEMENT_METHODS = frozenset(
    {"append()", "appendleft()", "add()", "insert()", "setdefault()", "put()", "put_nowait()"}
    | {"extend()", "update()", "heappush()"}
)


def element_target(write: Write, scope: Scope) -> str | None:
    """Return the last name of the container that WRITE puts an element into, if it does."""
    if write.how == "item assignment" and isinstance(write.target, Item):
        container: ExprUnion = write.target.value
    elif write.how in ELEMENT_METHODS:
        container = write.target
    else:
        return None
    if isinstance(container, Result):
        func = scope.calls[container.call].func
        container = func.value if isinstance(func, Attribute) else container
    while isinstance(container, Item):
        container = container.value
    return last_part(container)


def last_part(expr: ExprUnion) -> str | None:
    """Return the last part of a dotted name, None for any other expression."""
    if type(expr) is Attribute:
        return expr.attr
    return expr.id if type(expr) is Name else None


def key_text(key: ExprUnion) -> str | None:
    """Return what tells one key of a framework's bag from another: a literal text, or a name."""
    match key:
        case Literal(value=str() as text):
            return text
        case Name(id=name):
            return name
        case Attribute(attr=attr):
            return attr
        case _:
            return None
