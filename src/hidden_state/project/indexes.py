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
    Item,
    Name,
    Scope,
    Write,
)
from hidden_state.project.records import ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator


from hidden_state.project.sites import (
    ASSIGNMENTS,
    FIRST_KEYWORD,
    CallSite,
    WriteSite,
    element_target,
    key_text,
    last_part,
)


class Indexes:
    """What look-ups need, each made when it is first asked for."""

    def __init__(self, facts: list[Facts]) -> None:
        """Take the facts of all files, by file number."""
        self.facts = facts

    @cached_property
    def calls_by_name(self) -> dict[str, list[CallSite]]:
        """Calls by the last name of the callee, and of callables that are passed."""
        index: dict[str, list[CallSite]] = defaultdict(list)
        for file, facts in enumerate(self.facts):
            for number, scope in enumerate(facts.scopes):
                for position, call in enumerate(scope.calls):
                    name = last_part(call.func)
                    if name is not None:
                        index[name].append(CallSite(file, number, position))
                    if call.args or call.keywords:
                        _index_arguments(index, call, (file, number, position))
        return index

    @cached_property
    def definitions_passed(self) -> dict[ScopeId, list[CallSite]]:
        """Calls that get a lambda as an argument, by the lambda."""
        index: dict[ScopeId, list[CallSite]] = defaultdict(list)
        for file, facts in enumerate(self.facts):
            if not any(scope.kind == "lambda" for scope in facts.scopes):
                continue
            for number, scope in enumerate(facts.scopes):
                for position, call in enumerate(scope.calls):
                    values = (*call.args, *(value for _, value in call.keywords))
                    for argument, value in enumerate(values):
                        if isinstance(value, Definition):
                            site = CallSite(file, number, position, argument)
                            index[ScopeId(file, value.scope)].append(site)
        return index

    @cached_property
    def aliases(self) -> dict[str, set[str]]:
        """Other names under which a member is imported: member to aliases."""
        index: dict[str, set[str]] = defaultdict(set)
        for facts in self.facts:
            for scope in facts.scopes:
                for binding in scope.bindings:
                    value = binding.value
                    if binding.how == "import":
                        if isinstance(value, Imported) and value.member not in (None, binding.name):
                            index[value.member or ""].add(binding.name)
                    elif binding.how == "assign" and isinstance(value, (Name, Attribute)):
                        last = last_part(value)
                        if last is not None and last != binding.name:
                            index[last].add(binding.name)
        return index

    @cached_property
    def rebindings(self) -> dict[tuple[int, str], list[WriteSite]]:
        """Writes `global NAME; NAME = ...` by file and name."""
        index: dict[tuple[int, str], list[WriteSite]] = defaultdict(list)
        for site, scope, write in self._writes():
            if scope.global_names and write.how == "rebinding" and isinstance(write.target, Name):
                name = write.target.id
                if name in scope.global_names:
                    index[site.file, name].append(site)
        return index

    @cached_property
    def attribute_writes(self) -> dict[str, list[WriteSite]]:
        """Assignments to an attribute, by the attribute's name."""
        index: dict[str, list[WriteSite]] = defaultdict(list)
        for site, _, write in self._writes():
            if isinstance(write.target, Attribute) and write.how in ASSIGNMENTS:
                index[write.target.attr].append(site)
        return index

    @cached_property
    def keyed_writes(self) -> dict[str, list[WriteSite]]:
        """Assignments to an item with a literal text or a name as its key, by the text."""
        index: dict[str, list[WriteSite]] = defaultdict(list)
        for site, _, write in self._writes():
            if write.how == "item assignment" and isinstance(write.target, Item):
                key = key_text(write.target.key)
                if key is not None:
                    index[key].append(site)
        return index

    @cached_property
    def element_writes(self) -> dict[str, list[WriteSite]]:
        """Writes that put an element into a container, by the last name of the container."""
        index: dict[str, list[WriteSite]] = defaultdict(list)
        for site, scope, write in self._writes():
            name = element_target(write, scope)
            if name is not None:
                index[name].append(site)
        return index

    @cached_property
    def imported_packages(self) -> frozenset[str]:
        """Top-level names of everything that is imported absolutely, and the built-ins."""
        return frozenset(
            imported.module.partition(".")[0] for imported in self._imports() if not imported.level
        ) | {"builtins"}

    @cached_property
    def imported_modules(self) -> frozenset[str]:
        """Dotted names that some `import` statement says to be modules."""
        return frozenset(imported.module for imported in self._imports() if imported.member is None)

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

    def _imports(self) -> Iterator[Imported]:
        """Yield every import."""
        for facts in self.facts:
            for scope in facts.scopes:
                for binding in scope.bindings:
                    if binding.how == "import" and isinstance(binding.value, Imported):
                        yield binding.value

    def _writes(self) -> Iterator[tuple[WriteSite, Scope, Write]]:
        """Yield every write with its place and its scope."""
        for file, facts in enumerate(self.facts):
            for number, scope in enumerate(facts.scopes):
                for position, write in enumerate(scope.writes):
                    yield WriteSite(file, number, position), scope, write


def _index_arguments(
    index: dict[str, list[CallSite]], call: Call, at: tuple[int, int, int]
) -> None:
    """Add the names that the call at AT passes."""
    for argument, value in enumerate(call.args):
        name = last_part(value)
        if name is not None:
            index[name].append(CallSite(*at, argument))
    for argument, (_, value) in enumerate(call.keywords, FIRST_KEYWORD):
        name = last_part(value)
        if name is not None:
            index[name].append(CallSite(*at, argument))
