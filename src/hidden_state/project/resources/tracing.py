"""From an expression back to the call that made what it is, or what it was taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Choice, Element, Entered, Item, Name, Result, Unpacked
from hidden_state.project.records import FunctionValue, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import Place

DEEPEST = 10
MOST_SITES = 16


class Made(NamedTuple):
    """Call `number` of scope `at`."""

    at: ScopeId
    number: int


class Tracing:
    """Follows names, attributes, fields and functions; whatever else is a dead end."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Start with nothing traced."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._active: set[tuple[ScopeId, int]] = set()
        self._found: dict[tuple[ScopeId, int], frozenset[Made]] = {}

    def makers(self, at: ScopeId, expr: ExprUnion, known: frozenset[Made]) -> frozenset[Made]:
        """Return those of the KNOWN calls that may have made EXPR; none where it is not known."""
        key = (at, id(expr))
        if key not in self._found:
            self._found[key] = frozenset(self._makers(at, expr, known, 0))
        return self._found[key]

    def _makers(
        self, at: ScopeId, expr: ExprUnion, known: frozenset[Made], depth: int
    ) -> Iterator[Made]:
        key = (at, id(expr))
        if depth > DEEPEST or key in self._active:
            return
        self._active.add(key)
        try:
            yield from self._step(at, expr, known, depth + 1)
        finally:
            self._active.discard(key)

    def _step(
        self, at: ScopeId, expr: ExprUnion, known: frozenset[Made], depth: int
    ) -> Iterator[Made]:
        match expr:
            case Name(name):
                yield from self._of_name(at, name, known, depth)
            case Attribute(value):
                found = list(self._of_places(at, expr, known, depth))
                yield from found or self._makers(at, value, known, depth)
            case Item(value) | Element(value) | Entered(value) | Unpacked(value):
                yield from self._makers(at, value, known, depth)
            case Choice(options):
                for option in options:
                    yield from self._makers(at, option, known, depth)
            case Result(number):
                yield from self._of_result(at, number, known, depth)
            case _:
                return

    def _of_name(
        self, at: ScopeId, name: str, known: frozenset[Made], depth: int
    ) -> Iterator[Made]:
        owner = self._evaluator.owner(at, name)
        found = False
        for binding in self._program.bindings(owner).get(name, ()):
            if binding.how != "import":
                found = True
                yield from self._makers(owner, binding.value, known, depth)
        if not found:
            for ref in self._evaluator.name(at, name):
                if ref.place is not None:
                    yield from self._of_place(ref.place, known, depth)

    def _of_places(
        self, at: ScopeId, expr: Attribute, known: frozenset[Made], depth: int
    ) -> Iterator[Made]:
        for ref in self._evaluator.evaluate(at, expr):
            if ref.place is not None:
                yield from self._of_place(ref.place, known, depth)

    def _of_place(self, place: Place, known: frozenset[Made], depth: int) -> Iterator[Made]:
        if place.path and place.path[-1] != "[]":
            for site in self._program.attribute_writes.get(place.path[-1], ())[:MOST_SITES]:
                write = self._program.write(site)
                where = ScopeId(site.file, site.scope)
                yield from self._makers(where, write.value, known, depth)
        elif place.kind in ("global", "class") and place.scope.file >= 0:
            for binding in self._program.bindings(place.scope).get(place.name, ()):
                yield from self._makers(place.scope, binding.value, known, depth)
            for site in self._program.rebindings.get((place.scope.file, place.name), ()):
                write = self._program.write(site)
                where = ScopeId(site.file, site.scope)
                yield from self._makers(where, write.value, known, depth)
        elif place.kind == "external":
            attr = place.name.rpartition(".")[2]
            for site in self._program.attribute_writes.get(attr, ())[:MOST_SITES]:
                write = self._program.write(site)
                where = ScopeId(site.file, site.scope)
                yield from self._makers(where, write.value, known, depth)

    def _of_result(
        self, at: ScopeId, number: int, known: frozenset[Made], depth: int
    ) -> Iterator[Made]:
        if Made(at, number) in known:
            yield Made(at, number)
            return
        func = self._program.scope(at).calls[number].func
        for ref in self._evaluator.evaluate(at, func):
            if isinstance(ref.value, FunctionValue):
                scope = self._program.scope(ref.value.id)
                for expr in (*scope.returns, *scope.yields):
                    yield from self._makers(ref.value.id, expr, known, depth)
                return
        if isinstance(func, Attribute):
            yield from self._makers(at, func.value, known, depth)
