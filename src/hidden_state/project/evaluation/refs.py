"""What can be said of a reference without asking anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from hidden_state.project.records import (
    NOWHERE,
    AnnotatedValue,
    ClassValue,
    ConstantValue,
    ContainerValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    Place,
    Ref,
    UnknownValue,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

Refs: TypeAlias = tuple[Ref, ...]
MOST_REFS = 16
APPLICATION = Place("external", NOWHERE, "app")


def is_shared(ref: Ref) -> bool:
    """Whether a ref already has a place of its own that outlives the expression."""
    return ref.place is not None and ref.place.kind not in ("parameter", "closure")


def is_alias(ref: Ref) -> bool:
    """Whether a ref is another name for an object that can change, kept elsewhere."""
    return is_shared(ref) and isinstance(
        ref.value, (ContainerValue, AnnotatedValue, InstanceValue, ExternalInstance)
    )


def is_known(ref: Ref) -> bool:
    """Whether a ref says what it is; None says nothing."""
    value = ref.value
    return type(value) is not UnknownValue and not (
        type(value) is ConstantValue and value.value is None
    )


def is_own(ref: Ref) -> bool:
    """Whether a ref says more than an annotation would."""
    return isinstance(ref.value, (InstanceValue, ContainerValue, FunctionValue, ClassValue))


def is_builtin(ref: Ref) -> bool:
    """Whether a ref is a name of Python itself."""
    return isinstance(ref.value, ExternalValue) and ref.value.name.startswith("builtins.")


def limited(refs: Iterable[Ref]) -> Refs:
    """Return REFS without repetition, and not too many."""
    found = tuple(refs)
    if len(found) < 2 or (len(found) == 2 and found[0] != found[1]):
        return found
    found = tuple(dict.fromkeys(found))
    return found if len(found) <= MOST_REFS else found[:MOST_REFS]
