"""What an import gives: a module, something in one, or an outside name."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from hidden_state.facts import Imported
from hidden_state.project.evaluation.core import Evaluation
from hidden_state.project.evaluation.refs import Refs, is_builtin
from hidden_state.project.records import (
    NOWHERE,
    UNKNOWN,
    ExternalValue,
    ModuleValue,
    Place,
    Ref,
    ScopeId,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STORES = frozenset({"settings", "environment", "bag"})


class Imports(Evaluation):
    """Follows imports."""

    def _star_name(self, file: int, name: str) -> Iterator[Ref]:
        outside = ""
        for binding in self.program.bindings(ScopeId(file, 0)).get("*", ()):
            if isinstance(binding.value, Imported):
                target = self._module(file, binding.value)
                full = f"{binding.value.module}.{name}"
                if target < 0 and not binding.value.level and self.models.is_known(full):
                    outside = full
                if target >= 0 and target != file:
                    refs = [
                        ref for ref in self.name(ScopeId(target, 0), name) if not is_builtin(ref)
                    ]
                    if refs:
                        yield from refs
                        return
        if outside and not hasattr(builtins, name):
            yield self._outside(outside)
        else:
            yield Ref(ExternalValue("builtins." + name))

    def _module(self, file: int, imported: Imported) -> int:
        if imported.level:
            return self.program.modules.relative(imported.module, imported.level, file)[0]
        return self.program.modules.absolute(imported.module, file)

    def _imported(self, at: ScopeId, imported: Imported) -> Iterable[Ref]:
        file = at.file
        modules = self.program.modules
        dotted = imported.module
        if imported.level:
            target, parts = modules.relative(imported.module, imported.level, file)
            dotted = ".".join(parts)
            if imported.member is not None:
                inner = modules.exact((*parts, imported.member))
                return self._from_module(target, inner, dotted, imported.member)
        else:
            target = modules.absolute(dotted, file)
            if imported.member is not None:
                inner = modules.absolute(f"{dotted}.{imported.member}", file)
                return self._from_module(target, inner, dotted, imported.member)
        if target >= 0 or modules.is_namespace(dotted, file):
            return (Ref(ModuleValue(target, dotted)),)
        return (Ref(ExternalValue(dotted)),)

    def _from_module(self, target: int, inner: int, dotted: str, member: str) -> Refs:
        if target >= 0:
            refs = tuple(
                ref for ref in self.name(ScopeId(target, 0), member) if not is_builtin(ref)
            )
            if refs:
                return refs
        if inner >= 0:
            return (Ref(ModuleValue(inner, f"{dotted}.{member}")),)
        if target >= 0:
            return (UNKNOWN,)
        return (self._outside(f"{dotted}.{member}"),)

    def _outside(self, name: str) -> Ref:
        """Return an outside name; one that is itself a store has a place."""
        kept = self.models.kind_of(name) in STORES and not name.rpartition(".")[2][:1].isupper()
        return Ref(ExternalValue(name), Place("external", NOWHERE, name) if kept else None)

    def _module_member(self, file: int, dotted: str, attr: str, at: ScopeId) -> Iterable[Ref]:
        modules = self.program.modules
        if attr == "__dict__":
            return (Ref(ModuleValue(file, dotted)),)
        inner = (
            modules.exact((*modules.parts[file], attr))
            if file >= 0
            else modules.absolute(f"{dotted}.{attr}", at.file)
        )
        if file < 0 and inner < 0:
            if modules.is_namespace(f"{dotted}.{attr}", at.file):
                return (Ref(ModuleValue(-1, f"{dotted}.{attr}")),)
            return (UNKNOWN,)
        return self._from_module(file, inner, dotted, attr)

    def _module_of(self, at: ScopeId) -> Ref:
        return Ref(ModuleValue(at.file, ".".join(self.program.modules.parts[at.file])))
