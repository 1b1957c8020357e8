"""All files side by side: scopes and bindings."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.facts import Imported
from hidden_state.project.indexes import Indexes
from hidden_state.project.modules import ModuleTable
from hidden_state.project.records import ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hidden_state.facts import (
        Binding,
        Call,
        Facts,
        Scope,
        Write,
    )
    from hidden_state.project.sites import CallSite, WriteSite


class Program(Indexes):
    """The facts of all files, with indexes over them."""

    def __init__(self, files: Mapping[str, Facts]) -> None:
        """Take FILES by posix path relative to the root."""
        self.paths = sorted(files)
        super().__init__([files[path] for path in self.paths])
        self.modules = ModuleTable(self.paths, self._script_folders())
        self.modules.learn_own_name(
            imported.module for _, _, imported in self.imports if not imported.level
        )
        self.modules.learn_namesakes(
            (file, imported.module) for file, _, imported in self.imports if not imported.level
        )
        self._bindings: list[dict[int, dict[str, list[Binding]]]] = [{} for _ in self.paths]
        self._local_names: list[dict[int, frozenset[str]]] = [{} for _ in self.paths]
        self._positions: dict[ScopeId, dict[str, int]] = {}

    def _script_folders(self) -> frozenset[tuple[str, ...]]:
        """Return the folders that nothing imports as a package, relatively or by name."""
        folders = [tuple(path.split("/")[:-1]) for path in self.paths]
        packages: set[tuple[str, ...]] = set()
        names: set[str] = set()
        for file, _, imported in self.imports:
            if imported.level:
                packages.add(folders[file])
            else:
                names.update(imported.module.split("."))
        return (
            frozenset(folder for folder in folders if folder and folder[-1] not in names) - packages
        )

    @cached_property
    def imported_files(self) -> tuple[frozenset[int], ...]:
        """By file, the files that it imports, and the packages that they are in."""
        packages = [frozenset(self._packages(file)) for file in range(len(self.facts))]
        named = (frozenset(self._imported(file)) for file in range(len(self.facts)))
        return tuple(files.union(*map(packages.__getitem__, files)) for files in named)

    def _imported(self, file: int) -> Iterator[int]:
        modules = self.modules
        for scope in self.facts[file].scopes:
            for binding in scope.bindings:
                value = binding.value
                if binding.how != "import" or type(value) is not Imported:
                    continue
                for member in dict.fromkeys(("", value.member or "")):
                    dotted = f"{value.module}.{member}".strip(".")
                    if value.level:
                        found = modules.relative(dotted, value.level, file)[0]
                    else:
                        found = modules.absolute(dotted, file) if dotted else -1
                    if found >= 0:
                        yield found

    def _packages(self, file: int) -> Iterator[int]:
        parts = self.modules.parts[file]
        for size in range(1, len(parts)):
            found = self.modules.exact(parts[:size])
            if found >= 0:
                yield found

    def scope(self, at: ScopeId) -> Scope:
        """Return the facts of one scope."""
        return self.facts[at.file].scopes[at.scope]

    def parent(self, at: ScopeId) -> ScopeId:
        """Return the enclosing scope; scope -1 for a module."""
        return ScopeId(at.file, self.facts[at.file].scopes[at.scope].parent)

    def enclosing_class(self, at: ScopeId) -> ScopeId | None:
        """Return the class that a method is defined in, None for any other scope."""
        scopes = self.facts[at.file].scopes
        number = scopes[at.scope].parent
        if number > 0 and scopes[number].kind == "class":
            return ScopeId(at.file, number)
        return None

    def bindings(self, at: ScopeId) -> dict[str, list[Binding]]:
        """Return the bindings of a scope by name."""
        found = self._bindings[at.file].get(at.scope)
        if found is None:
            found = self._bindings[at.file][at.scope] = {}
            for binding in self.facts[at.file].scopes[at.scope].bindings:
                if binding.how == "delete":
                    continue
                known = found.get(binding.name)
                if known is None:
                    found[binding.name] = [binding]
                else:
                    known.append(binding)
        return found

    def local_names(self, at: ScopeId) -> frozenset[str]:
        """Return the names of a scope's own: its bindings and parameters."""
        found = self._local_names[at.file].get(at.scope)
        if found is None:
            own = self.bindings(at).keys()
            found = self._local_names[at.file][at.scope] = frozenset(own).union(
                [parameter.name for parameter in self.scope(at).parameters]
            )
        return found

    def positions(self, function: ScopeId) -> dict[str, int]:
        """Return the positional parameters of a function by name, counted from 0."""
        found = self._positions.get(function)
        if found is None:
            parameters = self.scope(function).parameters
            names = [item.name for item in parameters if item.kind == "positional"]
            found = self._positions[function] = {name: index for index, name in enumerate(names)}
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

    def write(self, site: WriteSite) -> Write:
        """Return the write at SITE."""
        return self.facts[site.file].scopes[site.scope].writes[site.write]

    def call(self, site: CallSite) -> Call:
        """Return the call at SITE."""
        return self.facts[site.file].scopes[site.scope].calls[site.call]
