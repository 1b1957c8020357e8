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


class Members(Imports, Fields):
    """Resolves attributes."""

    def member(self, ref: Ref, attr: str, at: ScopeId) -> Iterable[Ref]:
        """Yield what `REF.attr` is."""
        match ref.value:
            case InstanceValue(class_id):
                return self._instance_member(class_id, attr, ref, at)
            case UnknownValue() | ContainerValue() | AnnotatedValue() if ref.place is not None:
                return (Ref(UnknownValue(), ref.place.step(attr)),)
            case ModuleValue(file, dotted):
                return self._module_member(file, dotted, attr, at)
            case ClassValue(class_id):
                return self._class_member(class_id, attr, ref)
            case ExternalValue(name):
                return self._external_member(name, attr, ref)
            case ExternalInstance(name):
                return self._external_instance_member(name, attr, ref)
            case FunctionValue(function):
                return (Ref(UnknownValue(), Place("function", function, attr)),)
            case _:
                return (UNKNOWN,)
