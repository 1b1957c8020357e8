"""What changes outside of the code and decides what a function gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import (
    Attribute,
    Choice,
    Display,
    Element,
    Entered,
    ExprUnion,
    Item,
    Joined,
    Literal,
    Name,
    Result,
    Unpacked,
)
from hidden_state.project.records import ClassValue, FunctionValue, ScopeId
from hidden_state.project.values import TOOLS, kinds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call
    from hidden_state.models.doing import Does
    from hidden_state.project.linked import Linked
    from hidden_state.project.work.effects import Deed, Effects

DEEPEST = 3
SAID: dict[Does, str] = {
    "query": "reads the database",
    "fetch": "asks another service",
    "save": "writes to the database",
    "clock": "takes the time",
    "chance": "takes random values",
}
"""What makes a result another one later, or elsewhere."""
FLEETING: frozenset[Does] = frozenset({"clock", "chance"})
"""What counts only where it flows into the result: much else takes the time."""


class Dependence:
    """Finds what results depend on."""

    def __init__(self, linked: Linked, effects: Effects) -> None:
        """Take the linked project and what functions do."""
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._effects = effects

    def of(self, function: ScopeId) -> str:
        """Return what decides the result of FUNCTION, in words; '' if nothing that changes."""
        if not self._gives_data(function):
            return ""
        deeds = [deed.does for deed in self._deeds(function)]
        flowing = {deed.does for deed in self._flowing(function, 0, set())}
        found = [
            text
            for does, text in SAID.items()
            if does in deeds and (does not in FLEETING or does in flowing)
        ]
        return found[0] if found else ""

    def is_worked_out(self, at: ScopeId, expr: ExprUnion) -> bool:
        """Whether EXPR is what functions of the project work out from what they are given alone."""
        numbers = self._calls_in(at, expr, set())
        calls = [self._program.scope(at).calls[number] for number in numbers]
        if not calls:
            return False
        for call in calls:
            refs = self._evaluator.evaluate(at, call.func)
            functions = [ref.value.id for ref in refs if isinstance(ref.value, FunctionValue)]
            if not functions or any(
                deed.does in SAID for at_ in functions for deed in self._deeds(at_)
            ):
                return False
        return True

    def _gives_data(self, function: ScopeId) -> bool:
        """Whether FUNCTION gives something, and not only tools that each process makes."""
        scope = self._program.scope(function)
        given = [item for item in (*scope.returns, *scope.yields) if item != Literal(None)]
        if not given:
            return False
        kinds = {
            kind
            for expr in given
            for kind in kinds_of(self._evaluator, self._evaluator.evaluate(function, expr))
        }
        return not kinds or not kinds <= TOOLS - {"query", "table"} | {"constant"}

    def _deeds(self, function: ScopeId) -> Iterator[Deed]:
        """Yield what a function does, and those that it calls, to some depth."""
        seen = {function}
        level = [function]
        for _ in range(DEEPEST + 1):
            following: list[ScopeId] = []
            for at in level:
                own = self._effects.own(at)
                yield from own.deeds
                following.extend(item for item in own.runs if item not in seen)
                seen.update(own.runs)
            level = following

    def _flowing(self, at: ScopeId, depth: int, seen: set[ScopeId]) -> Iterator[Deed]:
        """Yield what is done by the calls whose results flow into what scope AT returns."""
        if depth > DEEPEST or at in seen:
            return
        seen.add(at)
        for expr in self._program.scope(at).returns:
            for number in sorted(self._calls_in(at, expr, set())):
                call = self._program.scope(at).calls[number]
                deed = self._effects.deed(at, call)
                if deed is not None:
                    yield deed
                for ref in self._evaluator.evaluate(at, call.func):
                    if isinstance(ref.value, FunctionValue):
                        yield from self._flowing(ref.value.id, depth + 1, seen)

    def _is_of_project(self, at: ScopeId, call: Call) -> bool:
        """Whether a call runs code of the project, which makes something else of what it is given.

        Settings that get a random default are still settings.
        """
        return any(
            isinstance(ref.value, (FunctionValue, ClassValue))
            for ref in self._evaluator.evaluate(at, call.func)
        )

    def _calls_in(self, at: ScopeId, expr: ExprUnion, names: set[str]) -> set[int]:
        """Return the calls of scope AT whose results are in EXPR."""
        match expr:
            case Result(call=number):
                call = self._program.scope(at).calls[number]
                given: tuple[ExprUnion, ...] = (call.func,)
                if not self._is_of_project(at, call):
                    given = (*given, *call.given)
                return {number}.union(*(self._calls_in(at, item, names) for item in given))
            case Name(id=name) if name not in names:
                names.add(name)
                bindings = self._program.bindings(at).get(name, ())
                return set().union(*(self._calls_in(at, item.value, names) for item in bindings))
            case Attribute(value=value) | Element(value=value) | Entered(value=value):
                return self._calls_in(at, value, names)
            case Item(value=value) | Unpacked(value=value):
                return self._calls_in(at, value, names)
            case Choice(options=items) | Display(items=items) | Joined(parts=items):
                return set().union(*(self._calls_in(at, item, names) for item in items))
            case _:
                return set()
