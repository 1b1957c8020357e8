"""What a name means, scope by scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.annotations import annotated_refs
from hidden_state.project.evaluation.core import DEEPEST
from hidden_state.project.evaluation.imports import Imports
from hidden_state.project.evaluation.refs import Refs, is_own, is_shared, limited
from hidden_state.project.records import (
    ClassValue,
    ExternalValue,
    FunctionValue,
    ModuleValue,
    Place,
    Ref,
    ScopeId,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.facts import Binding, Scope


class Names(Imports):
    """Looks names up."""

    def name(self, at: ScopeId, name: str) -> Refs:
        """Return what NAME means in scope AT."""
        key = (at, name)
        found = self._names.get(key)
        if found is not None:
            return found
        partial = self._partial.get(key)
        if partial is not None:
            return tuple(partial)
        if self._depth > DEEPEST:
            return ()
        owner = self.owner(at, name)
        if owner.scope == 0 and at.scope != 0:
            return self._seen_from_inside(key, owner)
        self._depth += 1
        partial = self._partial[key] = []
        try:
            partial.extend(self._name(at, owner, name))
        finally:
            self._depth -= 1
            del self._partial[key]
        found = self._names[key] = self._anchored(limited(partial))
        return found

    def _seen_from_inside(self, key: tuple[ScopeId, str], module: ScopeId) -> Refs:
        """Return what the module-level name that KEY leads to means, remember it once settled."""
        found = self.name(module, key[1])
        if (module, key[1]) not in self._partial:
            self._names[key] = found
        return found

    def owner(self, at: ScopeId, name: str) -> ScopeId:
        """Return the scope that NAME, read in AT, is of; the module if global or built in."""
        scopes = self.program.facts[at.file].scopes
        number, first = at.scope, True
        while number > 0:
            scope = scopes[number]
            if name in scope.global_names:
                break
            visible = first or scope.kind != "class"
            if (
                visible
                and name not in scope.nonlocal_names
                and name in self.program.local_names(ScopeId(at.file, number))
            ):
                return ScopeId(at.file, number)
            number, first = scope.parent, False
        return ScopeId(at.file, 0)

    def _name(self, at: ScopeId, owner: ScopeId, name: str) -> Iterable[Ref]:
        if owner.scope == 0:
            return self.global_name(owner.file, name)
        scope = self.program.scope(owner)
        if scope.kind == "class":
            return self._class_name(owner, name)
        refs = self._local_name(owner, scope, name)
        return refs if owner == at else self._captured(owner, name, refs)

    def _class_name(self, owner: ScopeId, name: str) -> Iterator[Ref]:
        for binding in self.program.bindings(owner).get(name, ()):
            for ref in self.evaluate(owner, binding.value):
                yield ref if ref.place else Ref(ref.value, Place("class", owner, name))

    def _local_name(self, owner: ScopeId, scope: Scope, name: str) -> Iterator[Ref]:
        for parameter in scope.parameters:
            if parameter.name == name:
                yield from self.parameter(owner, parameter)
        for binding in self.program.bindings(owner).get(name, ()):
            yield from self.bound(owner, binding)

    def bound(self, owner: ScopeId, binding: Binding) -> Iterator[Ref]:
        """Yield what one binding of a name gives, its annotation included."""
        refs = self.evaluate(owner, binding.value)
        if binding.annotation is not None and not any(is_own(ref) for ref in refs):
            places = [ref.place for ref in refs] or [None]
            typed = list(annotated_refs(self, owner, binding.annotation))
            if typed:
                yield from (Ref(ref.value, place) for ref in typed for place in places)
                return
        yield from refs

    def _captured(self, owner: ScopeId, name: str, refs: Iterable[Ref]) -> Iterator[Ref]:
        """Yield a variable of an enclosing function as the function inside sees it."""
        for ref in refs:
            if ref.place is None and not isinstance(
                ref.value, (FunctionValue, ClassValue, ModuleValue, ExternalValue)
            ):
                yield Ref(ref.value, Place("closure", owner, name))
            else:
                yield ref

    def global_name(self, file: int, name: str) -> Iterable[Ref]:
        """Yield what NAME is in the module that is file FILE."""
        at = ScopeId(file, 0)
        bindings = self.program.bindings(at)
        found = bindings.get(name)
        rebindings = self.program.rebindings.get((file, name), ())
        if not found and not rebindings:
            yield from self._star_name(file, name)
            return
        place = Place("global", at, name)
        for binding in found or ():
            if binding.how == "import":
                yield from self.evaluate(at, binding.value)
            else:
                yield from _kept_in(place, self.bound(at, binding))
        for site in rebindings:
            write = self.program.write(site)
            yield from _kept_in(place, self.evaluate(ScopeId(site.file, site.scope), write.value))


def _kept_in(place: Place, refs: Iterable[Ref]) -> Iterator[Ref]:
    """Yield REFS as what the module-level name at PLACE holds."""
    for ref in refs:
        if isinstance(ref.value, (FunctionValue, ClassValue, ModuleValue)):
            yield ref
        elif isinstance(ref.value, ExternalValue):
            yield Ref(ref.value, ref.place or place)
        else:
            yield Ref(ref.value, ref.place if is_shared(ref) else place)
