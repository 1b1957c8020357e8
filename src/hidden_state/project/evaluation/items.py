"""Items: `x[key]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Display, ExprUnion, Item, Literal, Name
from hidden_state.project.evaluation.imports import Imports
from hidden_state.project.evaluation.outside import BAGS, Outside
from hidden_state.project.evaluation.refs import is_alias
from hidden_state.project.records import (
    ClassValue,
    ContainerValue,
    ExternalInstance,
    ExternalValue,
    ModuleValue,
    Ref,
    ScopeId,
    UnknownValue,
    Value,
)
from hidden_state.project.sites import key_text

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENTS = frozenset({"client", "engine"})
OWN_NAME = Name("__name__")


class Items(Imports, Outside):
    """Resolves items under a key."""

    def _items(self, at: ScopeId, expr: Item) -> Iterator[Ref]:
        for ref in self.evaluate(at, expr.value):
            yield from self.item(ref, expr.key, at)

    def item(self, ref: Ref, key: ExprUnion, at: ScopeId) -> Iterator[Ref]:
        """Yield what REF holds under KEY, an expression in scope AT."""
        literal = key_text(key) if self._is_bag(ref) else getattr(key, "value", None)
        name = literal if isinstance(literal, str) else None
        match ref.value:
            case ModuleValue():
                if name is not None:
                    yield from self.member(ref, name, at)
            case ExternalValue("sys.modules") if key == OWN_NAME:
                yield self._module_of(at)
            case ExternalValue(known) if self.models.kind_of(known) == "environment":
                place = ref.place.step("[]") if ref.place is not None else None
                yield Ref(self.from_environment(name or "", UnknownValue()), place)
            case ExternalValue(known) if self.models.kind_of(known) in CLIENTS:
                yield Ref(ref.value)
            case ExternalInstance(library):
                yield from self._of_outside(ref, library, name)
            case ClassValue():
                yield ref
            case _:
                yield from self._under(ref, name)

    def _of_outside(self, ref: Ref, library: str, name: str | None) -> Iterator[Ref]:
        """Yield an item of an object of a library."""
        if self.models.kind_of(library) in CLIENTS:
            yield Ref(ref.value)
        elif name is not None and ref.place is not None:
            found = list(self.under_key(ref.place, name))
            yield from found or (Ref(UnknownValue(), ref.place.step(f"[{name}]")),)
        else:
            yield from self.elements(ref)

    def _under(self, ref: Ref, name: str | None) -> Iterator[Ref]:
        """Yield what a dict written in place holds under a key, any element of anything else."""
        item = _under_key(ref.value, name) if name is not None else None
        if item is None:
            if name is not None and _has_literal_keys(ref.value):
                yield from self.stored_under(ref, name)
            else:
                yield from self.elements(ref)
            return
        scope, expr = item
        place = ref.place.step("[]") if ref.place is not None else None
        for part in self.evaluate(scope, expr):
            yield Ref(part.value, part.place if is_alias(part) else place)

    def _is_bag(self, ref: Ref) -> bool:
        return (
            isinstance(ref.value, ExternalInstance) and self.models.kind_of(ref.value.name) in BAGS
        )


def _under_key(value: Value, key: str) -> tuple[ScopeId, ExprUnion] | None:
    """Return what a dict written in place holds under a literal key."""
    if isinstance(value, ContainerValue) and isinstance(value.display, Display):
        for name, item in zip(value.display.keys, value.display.items, strict=False):
            if name == Literal(key):
                return value.scope, item
    return None


def _has_literal_keys(value: Value) -> bool:
    """Whether a value is a dict written in place, all its keys in plain sight."""
    return (
        isinstance(value, ContainerValue)
        and isinstance(value.display, Display)
        and bool(value.display.keys)
        and all(isinstance(key, Literal) for key in value.display.keys)
    )
