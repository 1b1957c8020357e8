"""Attributes of modules, classes and everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.evaluation.fields import Fields
from hidden_state.project.evaluation.imports import Imports
from hidden_state.project.records import (
    UNKNOWN,
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
)

if TYPE_CHECKING:
    from collections.abc import Iterable


CONTAINERS = frozenset({ContainerValue, AnnotatedValue})


class Members(Imports, Fields):
    """Resolves attributes."""

    def member(self, ref: Ref, attr: str, at: ScopeId) -> Iterable[Ref]:
        """Yield what `REF.attr` is."""
        value = ref.value
        if type(value) is InstanceValue:  # by type, not by pattern: this is asked most of all
            return self._instance_member(value.class_id, attr, ref, at)
        if type(value) is UnknownValue or type(value) in CONTAINERS:
            return (UNKNOWN if ref.place is None else Ref(UNKNOWN.value, ref.place.step(attr)),)
        if type(value) is ExternalValue:
            return self._external_member(value.name, attr, ref)
        if type(value) is ExternalInstance:
            return self._external_instance_member(value.name, attr, ref)
        if type(value) is ModuleValue:
            return self._module_member(value.file, value.dotted, attr, at)
        if type(value) is ClassValue:
            return self._class_member(value.id, attr, ref)
        if type(value) is FunctionValue:
            return (Ref(UNKNOWN.value, Place("function", value.id, attr)),)
        return (UNKNOWN,)
