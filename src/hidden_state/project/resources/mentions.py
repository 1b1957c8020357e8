"""Where settings get their values, whatever the way: modules, classes, mappings, keywords."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Display, ExprUnion, Item, Literal
from hidden_state.project.records import ScopeId

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hidden_state.facts import Call, Scope
    from hidden_state.project.program import Program


class Mention(NamedTuple):
    """A setting gets `value`, an expression in scope `at`; lines and columns count from 1."""

    at: ScopeId
    value: ExprUnion
    line: int
    column: int


def mentions(program: Program, wanted: Collection[str]) -> dict[str, list[Mention]]:
    """Return everything that gives one of the WANTED settings a value, by the setting."""
    found: dict[str, list[Mention]] = {}
    if not wanted:
        return found
    for file, facts in enumerate(program.facts):
        for number, scope in enumerate(facts.scopes):
            at = ScopeId(file, number)
            for name, value, line, column in _given(scope, wanted):
                found.setdefault(name, []).append(Mention(at, value, line, column))
    return found


def _given(scope: Scope, wanted: Collection[str]) -> Iterator[tuple[str, ExprUnion, int, int]]:
    if scope.kind in ("module", "class"):
        for binding in scope.bindings:
            if binding.name in wanted and binding.how == "assign":
                yield binding.name, binding.value, binding.line, binding.column
            for name, value in _keys(binding.value, wanted):
                yield name, value, binding.line, binding.column
    for write in scope.writes:
        name = _set_by(write.target)
        if name in wanted:
            yield name, write.value, write.line, write.column
    for call in scope.calls:
        for name, value in _passed(call, wanted):
            yield name, value, call.line, call.column


def _set_by(target: ExprUnion) -> str:
    """Return the name of the attribute, or the literal key, that a write sets."""
    match target:
        case Attribute(attr=attr):
            return attr
        case Item(key=Literal(value=str() as key)):
            return key
        case _:
            return ""


def _passed(call: Call, wanted: Collection[str]) -> Iterator[tuple[str, ExprUnion]]:
    """Yield what a call like `update(NAME=...)` or `update({"NAME": ...})` gives settings."""
    for name, value in call.keywords:
        if name in wanted:
            yield name, value
    for argument in call.args:
        yield from _keys(argument, wanted)


def _keys(value: ExprUnion, wanted: Collection[str]) -> Iterator[tuple[str, ExprUnion]]:
    """Yield what a dict written in place gives the settings that are its keys."""
    if isinstance(value, Display) and value.kind == "dict":
        for key, item in zip(value.keys, value.items, strict=False):
            if isinstance(key, Literal) and key.value in wanted:
                yield str(key.value), item
