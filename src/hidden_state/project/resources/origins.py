"""Where a value that decides was written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Choice, Name, Result
from hidden_state.project.records import FunctionValue, ScopeId
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from hidden_state.facts import Binding, ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import Place

DEEPEST = 6


class Origins:
    """Follows names, attributes and functions to the line that gives them their value."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Take what resolves them."""
        self._evaluator = evaluator
        self._program = evaluator.program

    def of(self, at: ScopeId, expr: ExprUnion, depth: int = 0) -> Span | None:
        """Return where the value of EXPR, read in scope AT, is written; None if that is here."""
        if depth > DEEPEST:
            return None
        match expr:
            case Name(name):
                return self._of_name(at, name, depth)
            case Attribute():
                return self._of_attribute(at, expr)
            case Result(number):
                return self._of_result(at, number, depth)
            case Choice(options):
                return next(
                    filter(None, (self.of(at, option, depth + 1) for option in options)), None
                )
            case _:
                return None

    def _of_name(self, at: ScopeId, name: str, depth: int) -> Span | None:
        owner = self._evaluator.owner(at, name)
        bindings = self._program.bindings(owner).get(name, ())
        for binding in bindings:
            if binding.how in ("assign", "annotation"):
                deeper = self.of(owner, binding.value, depth + 1)
                return deeper or self._span(owner, binding)
        for ref in self._evaluator.name(at, name):
            if ref.place is not None:
                return self._of_place(ref.place)
        return None

    def _of_attribute(self, at: ScopeId, expr: Attribute) -> Span | None:
        for ref in self._evaluator.evaluate(at, expr):
            if ref.place is not None:
                found = self._of_place(ref.place)
                if found is not None:
                    return found
        return None

    def _of_place(self, place: Place) -> Span | None:
        if place.path:
            for site in self._program.attribute_writes.get(place.path[-1], ()):
                write = self._program.write(site)
                path = self._program.paths[site.file]
                return Span(path, write.line, write.column, write.line, write.column)
            return None
        if place.kind in ("global", "class") and place.scope.file >= 0:
            for binding in self._program.bindings(place.scope).get(place.name, ()):
                if binding.how != "import":
                    return self._span(place.scope, binding)
        return None

    def _of_result(self, at: ScopeId, number: int, depth: int) -> Span | None:
        call = self._program.scope(at).calls[number]
        for ref in self._evaluator.evaluate(at, call.func):
            if isinstance(ref.value, FunctionValue):
                function = ref.value.id
                for expr in self._program.scope(function).returns:
                    found = self.of(function, expr, depth + 1)
                    if found is not None:
                        return found
                scope = self._program.scope(function)
                path = self._program.paths[function.file]
                return Span(path, scope.line, scope.column, scope.line, scope.column)
        return None

    def _span(self, owner: ScopeId, binding: Binding) -> Span:
        path = self._program.paths[owner.file]
        return Span(path, binding.line, binding.column, binding.line, binding.end_column)
