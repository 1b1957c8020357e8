"""Plain indexes over the facts of all files; nothing here interprets."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.facts import (
    Attribute,
    Call,
    Definition,
    ExprUnion,
    Facts,
    Imported,
    Name,
)
from hidden_state.project.records import ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.sites import WriteSite
    from hidden_state.project.writes import WriteIndex

from hidden_state.project.sites import FIRST_KEYWORD, CallSite, last_part
from hidden_state.project.writes import index_writes

NAMING = frozenset({Name, Attribute, Definition})


class Indexes:
    """What look-ups need, each made when it is first asked for."""

    def __init__(self, facts: list[Facts]) -> None:
        """Take the facts of all files, by file number."""
        self.facts = facts

    @cached_property
    def calls_by_name(self) -> dict[str, list[CallSite]]:
        """Calls by the last name of the callee, and of callables that are passed."""
        return self._calls[0]

    def called(self, name: str) -> Iterator[CallSite]:
        """Yield the calls by NAME, and by the other names that it is imported or assigned under."""
        for known in (name, *sorted(self.aliases.get(name, ()))):
            yield from self.calls_by_name.get(known, ())

    @cached_property
    def definitions_passed(self) -> dict[ScopeId, list[CallSite]]:
        """Calls that get a lambda as an argument, by the lambda."""
        return self._calls[1]

    @cached_property
    def _calls(self) -> tuple[dict[str, list[CallSite]], dict[ScopeId, list[CallSite]]]:
        index: dict[str, list[CallSite]] = defaultdict(list)
        definitions: dict[ScopeId, list[CallSite]] = defaultdict(list)
        for file, facts in enumerate(self.facts):
            for number, scope in enumerate(facts.scopes):
                for position, call in enumerate(scope.calls):
                    func = call.func
                    if type(func) is Attribute:
                        index[func.attr].append(CallSite(file, number, position))
                    elif type(func) is Name:
                        index[func.id].append(CallSite(file, number, position))
                    for argument, value in _passed(call):
                        site = CallSite(file, number, position, argument)
                        if type(value) is Name:
                            index[value.id].append(site)
                        elif type(value) is Attribute:
                            index[value.attr].append(site)
                        elif type(value) is Definition:
                            definitions[ScopeId(file, value.scope)].append(site)
        return index, definitions

    @cached_property
    def imports(self) -> list[tuple[int, str, Imported]]:
        """Every import, with the number of its file and the name that it binds."""
        return self._assigned[0]

    @cached_property
    def aliases(self) -> dict[str, set[str]]:
        """Other names under which a member is imported or assigned: member to aliases."""
        index: dict[str, set[str]] = defaultdict(set)
        for _, name, imported in self.imports:
            if imported.member not in (None, name):
                index[imported.member or ""].add(name)
        for name, value in self._assigned[1]:
            last = last_part(value)
            if last is not None and last != name:
                index[last].add(name)
        return index

    @cached_property
    def _assigned(self) -> tuple[list[tuple[int, str, Imported]], list[tuple[str, ExprUnion]]]:
        """Return the imports, and the names that are assigned from other names."""
        imports: list[tuple[int, str, Imported]] = []
        names: list[tuple[str, ExprUnion]] = []
        for file, facts in enumerate(self.facts):
            for scope in facts.scopes:
                for binding in scope.bindings:
                    value = binding.value
                    if type(value) is Imported:
                        imports.append((file, binding.name, value))
                    elif (type(value) is Name or type(value) is Attribute) and (
                        binding.how == "assign"
                    ):
                        names.append((binding.name, value))
        return imports, names

    @property
    def rebindings(self) -> dict[tuple[int, str], list[WriteSite]]:
        """Writes `global NAME; NAME = ...` by file and name."""
        return self._writes.rebindings

    @property
    def attribute_writes(self) -> dict[str, list[WriteSite]]:
        """Assignments to an attribute, by the attribute's name."""
        return self._writes.attributes

    @property
    def keyed_writes(self) -> dict[str, list[WriteSite]]:
        """Assignments to an item with a literal text or a name as its key, by the text."""
        return self._writes.keyed

    @property
    def element_writes(self) -> dict[str, list[WriteSite]]:
        """Writes that put an element into a container, by the last name of the container."""
        return self._writes.elements

    @cached_property
    def _writes(self) -> WriteIndex:
        return index_writes(self.facts)

    @cached_property
    def imported_packages(self) -> frozenset[str]:
        """Top-level names of everything that is imported absolutely, and the built-ins."""
        return frozenset(
            imported.module.partition(".")[0]
            for _, _, imported in self.imports
            if not imported.level
        ) | {"builtins"}

    @cached_property
    def imported_modules(self) -> frozenset[str]:
        """Dotted names that some `import` statement says to be modules."""
        return frozenset(
            imported.module for _, _, imported in self.imports if imported.member is None
        )

    @cached_property
    def decorated(self) -> list[tuple[ScopeId, ExprUnion]]:
        """Every decorated function and class with each of its decorators."""
        return [
            (ScopeId(file, number), decorator)
            for file, facts in enumerate(self.facts)
            for number, scope in enumerate(facts.scopes)
            for decorator in scope.decorators
        ]

    @cached_property
    def classes(self) -> list[ScopeId]:
        """Every class."""
        return [
            ScopeId(file, number)
            for file, facts in enumerate(self.facts)
            for number, scope in enumerate(facts.scopes)
            if scope.kind == "class"
        ]

    @cached_property
    def methods_by_name(self) -> dict[str, list[ScopeId]]:
        """Every method by name."""
        index: dict[str, list[ScopeId]] = defaultdict(list)
        for file, facts in enumerate(self.facts):
            for number, scope in enumerate(facts.scopes):
                if scope.kind == "function" and facts.scopes[scope.parent].kind == "class":
                    index[scope.name].append(ScopeId(file, number))
        return index


def _passed(call: Call) -> list[tuple[int, ExprUnion]]:
    """Return the arguments that may be callables, with their numbers."""
    found = [(argument, value) for argument, value in enumerate(call.args) if type(value) in NAMING]
    if call.keywords:
        keywords = enumerate(call.keywords, FIRST_KEYWORD)
        found += [(argument, value) for argument, (_, value) in keywords if type(value) in NAMING]
    return found
