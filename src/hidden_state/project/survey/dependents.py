"""What runs a dependency: functions that ask for it, decorators and routers that are given it."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Choice, Display, Item, Name, Result
from hidden_state.project.entries.rows import arguments
from hidden_state.project.records import FunctionValue, InstanceValue, ScopeId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hidden_state.facts import Call, ExprUnion, Scope
    from hidden_state.models.entry import EntryRow
    from hidden_state.project.evaluation.evaluator import Evaluator

DEPENDENCY = "dependency"
"""The kind of entry points that other entry points ask for."""


class Site(NamedTuple):
    """A call in a scope, by its number."""

    at: ScopeId
    call: int


class Dependents:
    """Finds the functions that run dependencies."""

    def __init__(self, evaluator: Evaluator, is_entry: Callable[[ScopeId], bool]) -> None:
        """Take the resolved project, and what tells entry points."""
        self._is_entry = is_entry
        self._evaluator = evaluator
        self._program = evaluator.program

    def of(self, dependency: ScopeId) -> tuple[ScopeId, ...]:
        """Return the entry points that run DEPENDENCY, dependencies among them."""
        found = {user for users in self._users_of(dependency) for user in users}
        return tuple(sorted(filter(self._is_entry, found)))

    def all_known(self, dependency: ScopeId) -> bool:
        """Whether every place that asks for DEPENDENCY belongs to entry points that are known."""
        users = self._users_of(dependency)
        return bool(users) and all(found and all(map(self._is_entry, found)) for found in users)

    def _users_of(self, dependency: ScopeId) -> list[list[ScopeId]]:
        return [self._users.get(site, []) for site in self._asked.get(dependency, ())]

    @cached_property
    def _asked(self) -> dict[ScopeId, list[Site]]:
        """By dependency, the calls that ask for it."""
        found: dict[ScopeId, list[Site]] = defaultdict(list)
        rows = {
            name.rpartition(".")[2]: row
            for name, row in self._evaluator.models.calls.items()
            if row.kind == DEPENDENCY
        }
        for last, row in rows.items():
            for at in self._program.called(last):
                if at.argument < 0:
                    site = Site(ScopeId(at.file, at.scope), at.call)
                    for function in self._functions(site, row):
                        found[function].append(site)
        return found

    def _functions(self, site: Site, row: EntryRow) -> Iterator[ScopeId]:
        call = self._call(site)
        for argument in arguments(call, row.callable):
            for ref in self._evaluator.evaluate(site.at, argument):
                match ref.value:
                    case FunctionValue(function):
                        yield function
                    case InstanceValue(class_id):
                        method = self._evaluator.classes.method(class_id, "__call__")
                        if method is not None:
                            yield method
                    case _:
                        continue

    @cached_property
    def _users(self) -> dict[Site, list[ScopeId]]:
        """By call, the functions that take what it gives: as a default, an annotation, a list."""
        found: dict[Site, list[ScopeId]] = defaultdict(list)
        for file, facts in enumerate(self._program.facts):
            for number, scope in enumerate(facts.scopes):
                function = ScopeId(file, number)
                if scope.kind == "function" and (scope.parameters or scope.decorators):
                    for site in self._taken(function, scope):
                        found[site].append(function)
        return found

    def _taken(self, function: ScopeId, scope: Scope) -> Iterator[Site]:
        parent = self._program.parent(function)
        for parameter in scope.parameters:
            for expr in (parameter.default, parameter.annotation):
                if expr is not None:
                    yield from self._in(parent, expr)
        for decorator in scope.decorators:
            if isinstance(decorator, Result):
                call = self._call(Site(parent, decorator.call))
                yield from self._given(parent, call)
                if isinstance(call.func, Attribute) and isinstance(call.func.value, Name):
                    yield from self._router(parent, call.func.value)

    def _in(self, at: ScopeId, expr: ExprUnion) -> Iterator[Site]:
        """Yield the calls that EXPR of scope AT is or holds, behind one name if need be."""
        if isinstance(expr, (Name, Attribute)):
            for ref in self._evaluator.evaluate(at, expr):
                place = ref.place
                if place is not None and place.kind == "global" and not place.path:
                    for binding in self._program.bindings(place.scope).get(place.name, ()):
                        yield from _calls_in(place.scope, binding.value)
        else:
            yield from _calls_in(at, expr)

    def _given(self, at: ScopeId, call: Call) -> Iterator[Site]:
        """Yield the calls in the lists that CALL gets by keyword."""
        for _, value in call.keywords:
            if isinstance(value, Display):
                yield from _calls_in(at, value)

    def _router(self, at: ScopeId, name: Name) -> Iterator[Site]:
        """Yield what the router that is called NAME in scope AT gives all of its routes."""
        for binding in self._program.bindings(at).get(name.id, ()):
            if isinstance(binding.value, Result):
                yield from self._given(at, self._call(Site(at, binding.value.call)))

    def _call(self, site: Site) -> Call:
        return self._program.scope(site.at).calls[site.call]


def _calls_in(at: ScopeId, expr: ExprUnion) -> Iterator[Site]:
    """Yield the calls whose results are in EXPR."""
    match expr:
        case Result(call):
            yield Site(at, call)
        case Item(value, key):
            yield from _calls_in(at, value)
            yield from _calls_in(at, key)
        case Display(items=items) | Choice(options=items):
            for item in items:
                yield from _calls_in(at, item)
        case _:
            return
