"""Whether an expression is what a call of the same scope gives, or is made from that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import (
    Attribute,
    Choice,
    Display,
    Element,
    Entered,
    Item,
    Name,
    Result,
    Unpacked,
)

if TYPE_CHECKING:
    from hidden_state.facts import ExprUnion, Scope

DEEPEST = 8
PASSING = frozenset({"for", "with", "comprehension"})
"""How names are bound that are there for a moment, also in a module."""


class Making:
    """Follows the result of one call through a scope: through other calls, and its own names."""

    def __init__(self, scope: Scope, call: int, *, through_calls: bool = True) -> None:
        """Take call number CALL of SCOPE; THROUGH_CALLS, what is given to others makes theirs."""
        self._through_calls = through_calls
        self._scope = scope
        self._call = call
        self._names: set[str] = set()
        passing = PASSING | {"assign"} if scope.kind == "function" else PASSING
        for binding in scope.bindings:
            if binding.how in passing and self.makes(binding.value):
                self._names.add(binding.name)

    def makes(self, expr: ExprUnion) -> bool:
        """Whether EXPR of the scope comes from the call, and is not just an attribute of that."""
        return not isinstance(expr, Attribute) and self._makes(expr, 0)

    def _makes(self, expr: ExprUnion, depth: int) -> bool:
        if depth > DEEPEST:
            return False
        match expr:
            case Name(id=name):
                return name in self._names
            case Result(call):
                return call == self._call or self._from_call(call, depth + 1)
            case (
                Attribute(value=inner)
                | Item(value=inner)
                | Element(value=inner)
                | Entered(value=inner)
                | Unpacked(value=inner)
            ):
                return self._makes(inner, depth + 1)
            case Choice(options=parts) | Display(items=parts):
                return any(self._makes(part, depth + 1) for part in parts)
            case _:
                return False

    def _from_call(self, number: int, depth: int) -> bool:
        """Whether a call is given what the followed one gives, or is a method of that."""
        call = self._scope.calls[number]
        func = call.func
        if isinstance(func, Attribute) and self._makes(func.value, depth):
            return True
        if not self._through_calls:
            return False
        given = call.given
        return any(self._makes(value, depth) for value in given)
