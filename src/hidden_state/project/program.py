"""All files side by side: scopes, bindings, classes and the indexes that look-ups need."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import (
    Attribute,
    Binding,
    Call,
    Definition,
    ExprUnion,
    Facts,
    Imported,
    Item,
    Literal,
    Name,
    Result,
    Scope,
    Write,
)
from hidden_state.project.modules import ModuleTable
from hidden_state.project.records import ScopeId

if TYPE_CHECKING:
    from collections.abc import Mapping


class CallSite(NamedTuple):
    """Call number `call` of a scope; `argument` is -1 for the callee, else where a name is passed."""

    file: int
    scope: int
    call: int
    argument: int = -1


class WriteSite(NamedTuple):
    """Write number `write` of a scope."""

    file: int
    scope: int
    write: int


class Program:
    """The facts of all files and plain indexes over them; nothing here interprets."""

    def __init__(self, files: Mapping[str, Facts]) -> None:
        """Take FILES by posix path relative to the root."""
        self.paths = sorted(files)
        self.facts = [files[path] for path in self.paths]
        self.modules = ModuleTable(self.paths)
        self._bindings: dict[ScopeId, dict[str, list[Binding]]] = {}

    def scope(self, at: ScopeId) -> Scope:
        """Return the facts of one scope."""
        return self.facts[at.file].scopes[at.scope]

    def parent(self, at: ScopeId) -> ScopeId:
        """Return the enclosing scope; scope -1 for a module."""
        return ScopeId(at.file, self.facts[at.file].scopes[at.scope].parent)

    def enclosing_class(self, at: ScopeId) -> ScopeId | None:
        """Return the class that a method is defined in, None for any other scope."""
        parent = self.parent(at)
        if parent.scope > 0 and self.scope(parent).kind == "class":
            return parent
        return None

    def bindings(self, at: ScopeId) -> dict[str, list[Binding]]:
        """Return the bindings of a scope by name."""
        found = self._bindings.get(at)
        if found is None:
            found = self._bindings[at] = {}
            for binding in self.scope(at).bindings:
                if binding.how != "delete":
                    found.setdefault(binding.name, []).append(binding)
        return found

    def qualified_name(self, at: ScopeId) -> str:
        """Return the dotted name of a scope, module included."""
        names: list[str] = []
        number = at.scope
        scopes = self.facts[at.file].scopes
        while number > 0:
            names.append(scopes[number].name)
            number = scopes[number].parent
        return ".".join([*self.modules.parts[at.file], *reversed(names)])

    @cached_property
    def calls_by_name(self) -> dict[str, list[CallSite]]:
        """Calls by the last name of the callee, and callables that are passed, by their last name."""
        index: dict[str, list[CallSite]] = defaultdict(list)
        for file, facts in enumerate(self.facts):
            for number, scope in enumerate(facts.scopes):
                for position, call in enumerate(scope.calls):
                    func = call.func
                    kind = type(func)
                    if kind is Attribute:
                        index[func.attr].append(CallSite(file, number, position))  # type: ignore[union-attr]
                    elif kind is Name:
                        index[func.id].append(CallSite(file, number, position))  # type: ignore[union-attr]
                    if call.args or call.keywords:
                        self._index_arguments(index, call, CallSite(file, number, position))
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

    @staticmethod
    def _index_arguments(
        index: dict[str, list[CallSite]], call: Call, site: CallSite
    ) -> None:
        for argument, value in enumerate(call.args):
            kind = type(value)
            if kind is Attribute:
                index[value.attr].append(site._replace(argument=argument))  # type: ignore[union-attr]
            elif kind is Name:
                index[value.id].append(site._replace(argument=argument))  # type: ignore[union-attr]
        for offset, (_, value) in enumerate(call.keywords):
            kind = type(value)
            if kind is Attribute:
                index[value.attr].append(site._replace(argument=1000 + offset))  # type: ignore[union-attr]
            elif kind is Name:
                index[value.id].append(site._replace(argument=1000 + offset))  # type: ignore[union-attr]

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
                        last = value.id if isinstance(value, Name) else value.attr
                        if last != binding.name:
                            index[last].add(binding.name)
        return index

    @cached_property
    def rebindings(self) -> dict[tuple[int, str], list[WriteSite]]:
        """Writes `global NAME; NAME = ...` by file and name."""
        index: dict[tuple[int, str], list[WriteSite]] = defaultdict(list)
        for file, facts in enumerate(self.facts):
            for number, scope in enumerate(facts.scopes):
                if scope.global_names:
                    for position, write in enumerate(scope.writes):
                        if write.how == "rebinding" and isinstance(write.target, Name):
                            name = write.target.id
                            if name in scope.global_names:
                                index[file, name].append(WriteSite(file, number, position))
        return index

    @cached_property
    def attribute_writes(self) -> dict[str, list[WriteSite]]:
        """Assignments to an attribute, by the attribute's name."""
        index: dict[str, list[WriteSite]] = defaultdict(list)
        for file, facts in enumerate(self.facts):
            for number, scope in enumerate(facts.scopes):
                for position, write in enumerate(scope.writes):
                    if isinstance(write.target, Attribute) and write.how in ASSIGNMENTS:
                        index[write.target.attr].append(WriteSite(file, number, position))
        return index

    @cached_property
    def keyed_writes(self) -> dict[str, list[WriteSite]]:
        """Assignments to an item with a literal text or a name as its key, by the text."""
        index: dict[str, list[WriteSite]] = defaultdict(list)
        for file, facts in enumerate(self.facts):
            for number, scope in enumerate(facts.scopes):
                for position, write in enumerate(scope.writes):
                    if write.how == "item assignment" and isinstance(write.target, Item):
                        key = key_text(write.target.key)
                        if key is not None:
                            index[key].append(WriteSite(file, number, position))
        return index

    @cached_property
    def element_writes(self) -> dict[str, list[WriteSite]]:
        """Writes that put an element into a container, by the last name of the container."""
        index: dict[str, list[WriteSite]] = defaultdict(list)
        for file, facts in enumerate(self.facts):
            for number, scope in enumerate(facts.scopes):
                for position, write in enumerate(scope.writes):
                    name = element_target(write, scope)
                    if name is not None:
                        index[name].append(WriteSite(file, number, position))
        return index

    @cached_property
    def imported_packages(self) -> frozenset[str]:
        """Top-level names of everything that is imported absolutely, and the built-ins."""
        return frozenset(
            binding.value.module.partition(".")[0]
            for facts in self.facts
            for scope in facts.scopes
            for binding in scope.bindings
            if binding.how == "import"
            and isinstance(binding.value, Imported)
            and not binding.value.level
        ) | {"builtins"}

    @cached_property
    def imported_modules(self) -> frozenset[str]:
        """Dotted names that some `import` statement says to be modules."""
        return frozenset(
            binding.value.module
            for facts in self.facts
            for scope in facts.scopes
            for binding in scope.bindings
            if binding.how == "import"
            and isinstance(binding.value, Imported)
            and binding.value.member is None
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

    def write(self, site: WriteSite) -> Write:
        """Return the write at SITE."""
        return self.facts[site.file].scopes[site.scope].writes[site.write]

    def call(self, site: CallSite) -> Call:
        """Return the call at SITE."""
        return self.facts[site.file].scopes[site.scope].calls[site.call]


ASSIGNMENTS = frozenset({"attribute assignment", "annotation", "setattr()", "__setattr__()"})
ELEMENT_METHODS = frozenset(
    {"append()", "appendleft()", "add()", "insert()", "setdefault()", "put()", "put_nowait()"}
    | {"extend()", "update()", "heappush()"}
)


def element_target(write: Write, scope: Scope) -> str | None:
    """Return the last name of the container that WRITE puts an element into, if it does."""
    if write.how == "item assignment" and isinstance(write.target, Item):
        container: ExprUnion = write.target.value
    elif write.how in ELEMENT_METHODS:
        container = write.target
    else:
        return None
    if isinstance(container, Result):
        func = scope.calls[container.call].func
        container = func.value if isinstance(func, Attribute) else container
    while isinstance(container, Item):
        container = container.value
    if isinstance(container, Attribute):
        return container.attr
    return container.id if isinstance(container, Name) else None


def key_text(key: ExprUnion) -> str | None:
    """Return what tells one key of a framework's bag from another: a literal text, or a name."""
    match key:
        case Literal(value=str() as text):
            return text
        case Name(id=name):
            return name
        case Attribute(attr=attr):
            return attr
        case _:
            return None


def is_definition(expr: ExprUnion) -> bool:
    """Whether EXPR is a function, class or lambda written in place."""
    return isinstance(expr, Definition)


def call_of(scope: Scope, expr: ExprUnion) -> Call | None:
    """Return the call whose result EXPR is, None for any other expression."""
    return scope.calls[expr.call] if isinstance(expr, Result) else None
