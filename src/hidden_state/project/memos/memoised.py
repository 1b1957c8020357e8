"""Functions whose results a decorator keeps."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Result
from hidden_state.project.records import ExternalInstance, ExternalValue, FunctionValue, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Binding, Call, ExprUnion
    from hidden_state.models.schema import Makes
    from hidden_state.project.linked import Linked


class Memo(NamedTuple):
    """`function` is memoised by the outside name `by`, called as `call` of scope `at` if it is.

    `name` is what the memoised function goes by, at `line` and `column` of its file; `is_object`
    says that a cache object is given to the decorator.
    """

    function: ScopeId
    makes: Makes
    by: str
    at: ScopeId
    call: Call | None
    name: str
    line: int
    column: int


KEEPING: frozenset[Makes] = frozenset({"memoised", "cached_property"})


class Memos:
    """Finds what is memoised, by a decorator or by a call."""

    def __init__(self, linked: Linked) -> None:
        """Take the linked project."""
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._wrappers: dict[str, Makes] = {
            name: makes
            for name, makes in linked.evaluator.models.wrappers.items()
            if makes in KEEPING
        }

    @cached_property
    def _lasts(self) -> frozenset[str]:
        """The last names by which wrappers are called."""
        lasts = {name.rpartition(".")[2] for name in self._wrappers}
        return frozenset(
            alias for last in lasts for alias in (last, *self._program.aliases.get(last, ()))
        )

    def all(self) -> Iterator[Memo]:
        """Yield every memoised function, decorated ones first."""
        yield from self._decorated()
        yield from self._called()

    def _decorated(self) -> Iterator[Memo]:
        lasts = {name.rpartition(".")[2] for name in self._wrappers}
        lasts.update(
            alias for last in lasts.copy() for alias in self._program.aliases.get(last, ())
        )
        for function, decorator in self._program.decorated:
            scope = self._program.scope(function)
            parent = self._program.parent(function)
            call: Call | None = None
            func = decorator
            if isinstance(decorator, Result):
                call = self._program.scope(parent).calls[decorator.call]
                func = call.func
            if (
                scope.kind == "function"
                and getattr(func, "attr", getattr(func, "id", "")) in self._lasts
            ):
                by = self._wrapper(parent, func)
                if by is not None:
                    makes = self._wrappers[by]
                    line, column = scope.line, scope.column
                    yield Memo(function, makes, by, parent, call, scope.name, line, column)

    def _called(self) -> Iterator[Memo]:
        """Yield `f = lru_cache(g)` and `f = lru_cache(...)(g)`."""
        for last in sorted(self._lasts):
            for site in self._program.calls_by_name.get(last, ()):
                at = ScopeId(site.file, site.scope)
                scope = self._program.scope(at)
                made = {site.call}
                made.update(
                    number
                    for number, call in enumerate(scope.calls)
                    if isinstance(call.func, Result) and call.func.call == site.call
                )
                for binding in scope.bindings:
                    value = binding.value
                    if site.argument < 0 and isinstance(value, Result) and value.call in made:
                        yield from self._bound(at, site.call, value.call, binding)

    def _bound(self, at: ScopeId, maker: int, number: int, binding: Binding) -> Iterator[Memo]:
        """Yield what call NUMBER memoises, by what call MAKER gives or by that itself."""
        calls = self._program.scope(at).calls
        by = self._wrapper(at, calls[maker].func)
        if by is None or not calls[number].args:
            return
        for ref in self._evaluator.evaluate(at, calls[number].args[0]):
            if isinstance(ref.value, FunctionValue):
                yield Memo(
                    ref.value.id,
                    self._wrappers[by],
                    by,
                    at,
                    calls[maker],
                    binding.name,
                    binding.line,
                    binding.column,
                )

    def _wrapper(self, at: ScopeId, func: ExprUnion) -> str | None:
        """Return the public name of what memoises, None for anything else."""
        last = getattr(func, "attr", getattr(func, "id", ""))
        if not last:
            return None
        for ref in self._evaluator.evaluate(at, func):
            if isinstance(ref.value, (ExternalValue, ExternalInstance)):
                for name in self._evaluator.models.names_of(ref.value.name):
                    if name in self._wrappers:
                        return name
        return None
