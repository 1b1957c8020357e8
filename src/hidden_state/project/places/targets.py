"""Which objects a write changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from hidden_state.facts import Attribute, ExprUnion, Item, Name, Write
from hidden_state.project.evaluation.refs import APPLICATION
from hidden_state.project.records import (
    NOWHERE,
    AnnotatedValue,
    ClassValue,
    ContainerValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    ModuleValue,
    Place,
    Ref,
    ScopeId,
    UnknownValue,
    Value,
)
from hidden_state.project.sites import key_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hidden_state.project.evaluation.evaluator import Evaluator

FIELD_WRITES = frozenset(
    {"attribute assignment", "setattr()", "delattr()", "__setattr__()"}
    | {"augmented assignment", "deletion"}
)
ITEM_WRITES = frozenset({"item assignment", "augmented assignment", "deletion"})
CONTAINER_KINDS = frozenset({"container", "bag", "cache"})
STORE_KINDS = frozenset({"application", "settings", "environment", "bag"})
SETTING_KINDS = frozenset({"environment", "settings"})
CHANGING_KINDS = CONTAINER_KINDS | SETTING_KINDS
KNOWN = (ContainerValue, AnnotatedValue, InstanceValue, ExternalInstance)
NAMED_ONLY = frozenset({"augmented assignment", "next()", "write()", "set()"})
UNMISTAKABLE = frozenset(
    {"append()", "appendleft()", "extend()", "setdefault()", "discard()", "popleft()"}
)


class Target(Struct, frozen=True, gc=False):
    """The object that a write changes; `of` is what holds it, known or not."""

    place: Place
    value: Value


class Targets:
    """Finds the objects that change, where they are seen by the writing function."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Take the evaluator."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._models = evaluator.models

    def targets(self, at: ScopeId, write: Write) -> Iterator[Target]:
        """Yield the places of the objects that WRITE, in function AT, changes."""
        target, how = write.target, write.how
        if (
            isinstance(target, Name)
            and how in ("rebinding", "augmented assignment")
            and target.id in self._program.scope(at).global_names
        ):
            yield Target(Place("global", ScopeId(at.file, 0), target.id), UnknownValue())
        elif how == "rebinding":
            yield from self._rebound(at, target)
        elif isinstance(target, Attribute) and how in FIELD_WRITES:
            refs = self._evaluator.at_write(at, target.value, write.line, write.block)
            yield from self._assigned(refs, target.attr)
        elif isinstance(target, Item) and how in ITEM_WRITES:
            refs = self._evaluator.at_write(at, target.value, write.line, write.block)
            yield from self._stored(refs, target)
        elif how in ("setitem()", "delitem()"):
            refs = self._evaluator.at_write(at, target, write.line, write.block)
            yield from self._stored(refs, target)
        elif how != "annotation":
            refs = self._evaluator.at_write(at, target, write.line, write.block)
            yield from self._changed(refs, how)

    def _rebound(self, at: ScopeId, target: ExprUnion) -> Iterator[Target]:
        """Yield the variable of an enclosing function that TARGET names."""
        if isinstance(target, Name):
            owner = self._evaluator.owner(self._program.parent(at), target.id)
            if owner.scope != 0:
                yield Target(Place("closure", owner, target.id), UnknownValue())

    def _assigned(self, refs: Iterable[Ref], attr: str) -> Iterator[Target]:
        """Yield what assigning the field ATTR of REFS changes."""
        for ref in refs:
            place = self._field_of(ref, attr)
            if place is not None:
                yield Target(place, ref.value)

    def _field_of(self, ref: Ref, attr: str) -> Place | None:
        place = ref.place.step(attr) if ref.place is not None else None
        match ref.value:
            case InstanceValue(class_id):
                return None if self._evaluator.classes.method(class_id, attr) else place
            case ClassValue(class_id):
                owner = self._evaluator.classes.attribute(class_id, attr)
                return Place("class", owner[0] if owner is not None else class_id, attr)
            case ModuleValue(file):
                return Place("global", ScopeId(file, 0), attr) if file >= 0 else None
            case FunctionValue(function, None) if not attr.startswith("__"):
                return Place("function", function, attr)
            case ExternalValue(name) if name in self._program.imported_modules:
                return Place("external", NOWHERE, f"{name}.{attr}")
            case ExternalInstance(name) | ExternalValue(name):
                return place if self._models.kind_of(name) in STORE_KINDS else None
            case UnknownValue():
                return place if _is_element(ref) else None
            case _:
                return None

    def _stored(self, refs: Iterable[Ref], target: ExprUnion) -> Iterator[Target]:
        """Yield what assigning an item of REFS changes."""
        for ref in refs:
            place = self._item_of(ref, target)
            if place is not None:
                yield Target(place, ref.value)

    def _item_of(self, ref: Ref, target: ExprUnion) -> Place | None:
        key = getattr(getattr(target, "key", None), "value", None)
        match ref.value:
            case ModuleValue(file) if file >= 0 and isinstance(key, str):
                return Place("global", ScopeId(file, 0), key)
            case _ if ref.place is None:
                return None
            case ContainerValue() | AnnotatedValue() | UnknownValue():
                return ref.place
            case ExternalInstance(name) | ExternalValue(name):
                return self._item_of_outside(ref.value, name, ref.place, target)
            case InstanceValue(class_id) if self._evaluator.is_container_class(class_id):
                return ref.place
            case InstanceValue() if _is_namespace(target) and isinstance(key, str):
                return ref.place.step(key)
            case _:
                return None

    def _item_of_outside(
        self,
        value: ExternalInstance | ExternalValue,
        name: str,
        place: Place,
        target: ExprUnion,
    ) -> Place | None:
        kind = self._models.kind_of(name)
        if kind in STORE_KINDS:
            return _keyed(place, target)
        if isinstance(value, ExternalInstance):
            return place if self._models.learned_kind(name) in CONTAINER_KINDS else None
        return _keyed(place, target) if place.root == APPLICATION else None

    def _changed(self, refs: Sequence[Ref], how: str) -> Iterator[Target]:
        """Yield what a mutating method or function changes."""
        known = any(isinstance(ref.value, KNOWN) for ref in refs)
        for ref in refs:
            if ref.place is not None and self._changes(ref, ref.place, how, known):
                yield Target(ref.place, ref.value)

    def _changes(self, ref: Ref, place: Place, how: str, known: bool) -> bool:
        """Whether calling HOW changes REF; KNOWN says that something else is sure to be changed."""
        match ref.value:
            case ContainerValue() | AnnotatedValue():
                return True
            case ExternalInstance(name):
                if how == "next()":
                    return name == "itertools.count"
                return self._models.learned_kind(name) in CHANGING_KINDS
            case ExternalValue(name):
                return self._models.kind_of(name) in SETTING_KINDS
            case InstanceValue(class_id):
                own = self._evaluator.classes.method(class_id, how.removesuffix("()"))
                return own is None and self._evaluator.is_container_class(class_id)
            case UnknownValue():
                if how in NAMED_ONLY or known:
                    return False
                return (
                    how in UNMISTAKABLE
                    or _is_element(ref)
                    or (place.kind == "parameter" and not place.path)
                )
            case _:
                return False


def _is_element(ref: Ref) -> bool:
    """Whether REF was read as an element of a container."""
    return ref.place is not None and ref.place.path[-1:] == ("[]",)


def _is_namespace(target: ExprUnion) -> bool:
    """Whether TARGET is an item of `x.__dict__`."""
    return (
        isinstance(target, Item)
        and isinstance(target.value, Attribute)
        and target.value.attr == "__dict__"
    )


def _keyed(place: Place, target: ExprUnion) -> Place:
    """Return the place of a literal key in a bag: `app.config["X"]`."""
    key = key_text(target.key) if isinstance(target, Item) else None
    return place.step(f"[{key}]") if key is not None else place.step("[]")
