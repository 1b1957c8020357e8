"""Functions that are given some of their arguments beforehand: `partial(os.path.join, FOLDER)`."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Imported, Name, Result
from hidden_state.project.files import text as texts
from hidden_state.project.files.core import Traced, best
from hidden_state.project.files.fields import PathFields
from hidden_state.project.records import FunctionValue, ModuleValue, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.models.file_tables import PathRow
    from hidden_state.project.evaluation.evaluator import Evaluator

MOST_STEPS = 4


class Partial(NamedTuple):
    """The call in scope AT that gives a function some of its arguments."""

    at: ScopeId
    call: Call


class PartialPaths(PathFields):
    """Follows calls of such functions."""

    @abstractmethod
    def _path_rows(self, at: ScopeId, func: ExprUnion) -> Iterator[PathRow]:
        """Yield what the models say of a function or attribute that gives a path."""

    @abstractmethod
    def _made(self, row: PathRow, given: list[Traced]) -> Traced | None:
        """Return what a path function gives for these arguments."""

    def _partial(self, at: ScopeId, call: Call) -> Traced | None:
        """Return what a function gives that has some of its arguments; None for any other."""
        made = partial_of(self.evaluator, at, call.func)
        if made is None:
            return None
        func, *before = made.call.args
        given = [
            *(self.trace(made.at, argument) for argument in before),
            *(self.trace(at, argument) for argument in call.args),
        ]
        for row in self._path_rows(made.at, func):
            return self._made(row, given)
        for ref in self.evaluator.evaluate(made.at, func):
            if isinstance(ref.value, FunctionValue):
                return self._filled_in(ref.value.id, given)
        return None

    def _filled_in(self, function: ScopeId, given: list[Traced]) -> Traced:
        """Return what a FUNCTION gives with the paths GIVEN for its parameters."""
        scope = self.program.scope(function)
        found = best([self.trace(function, expr) for expr in scope.returns])
        text = found.text
        for parameter, passed in zip(scope.parameters, given, strict=False):
            text = text.replace(texts.variable(function, parameter.name), passed.text)
        return Traced(texts.cleaned(text), found.names)


def partial_of(evaluator: Evaluator, at: ScopeId, func: ExprUnion) -> Partial | None:
    """Return what made FUNC, read in scope AT, None if it is no such function."""
    for _ in range(MOST_STEPS if "partial" in evaluator.program.calls_by_name else 0):
        match func:
            case Result(number):
                call = evaluator.program.scope(at).calls[number]
                return Partial(at, call) if _is_partial(evaluator, at, call) else None
            case Name(name):
                owner = evaluator.owner(at, name)
            case Attribute(value, name):
                owner = _module(evaluator, at, value)
            case _:
                return None
        found = evaluator.program.bindings(owner).get(name, ()) if owner.file >= 0 else ()
        if len(found) != 1:
            return None
        at, func = owner, found[0].value
        if isinstance(func, Imported):
            at, func = _imported(evaluator, at, func)
    return None


def _is_partial(evaluator: Evaluator, at: ScopeId, call: Call) -> bool:
    wrappers = evaluator.models.wrappers
    names = (getattr(ref.value, "name", "") for ref in evaluator.evaluate(at, call.func))
    return bool(call.args) and any(wrappers.get(name) == "partial" for name in names)


def _module(evaluator: Evaluator, at: ScopeId, value: ExprUnion) -> ScopeId:
    for ref in evaluator.evaluate(at, value):
        if isinstance(ref.value, ModuleValue):
            return ScopeId(ref.value.file, 0)
    return ScopeId(-1, 0)


def _imported(evaluator: Evaluator, at: ScopeId, value: Imported) -> tuple[ScopeId, ExprUnion]:
    target = evaluator.program.modules.taken(value.module, value.level, at.file)
    return ScopeId(target, 0), Name(value.member or "")
