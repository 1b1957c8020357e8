"""What kind of thing a value is, in the words that rules use."""

from __future__ import annotations

from collections.abc import Iterable

from hidden_state.facts import Attribute, Display
from hidden_state.project.classes import receiver_name
from hidden_state.project.evaluate import Evaluator
from hidden_state.project.records import (
    AnnotatedValue,
    ClassValue,
    ConstantValue,
    ContainerValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    ModuleValue,
    Ref,
    ScopeId,
)

TOOLS = frozenset(
    """client engine pool lock logger executor model pure registry query table application settings
    thread context code tool thread_handle""".split()
)
"""Kinds that a process makes for itself and that hold nothing of a request."""
MAKERS = ("create_", "make_", "build_", "get_client", "connect", "load_model", "init_", "new_")


def kinds_of(evaluator: Evaluator, refs: Iterable[Ref]) -> frozenset[str]:
    """Return the kinds of REFS; see `kind_of`."""
    return frozenset(kind_of(evaluator, ref) for ref in refs)


def kind_of(evaluator: Evaluator, ref: Ref) -> str:
    """Return what REF is: a kind of the models, container, constant, code, tool, object, instance, data or unknown."""
    match ref.value:
        case ExternalInstance(name):
            return evaluator.models.kind_of(name) or _external_kind(evaluator, name)
        case ExternalValue(name):
            return evaluator.models.kind_of(name) or ("code" if ref.place is None else "unknown")
        case InstanceValue(class_id):
            return _instance_kind(evaluator, class_id)
        case ContainerValue(_, Display(kind="generator")):
            return "data"
        case ContainerValue() | AnnotatedValue():
            return "container"
        case FunctionValue() | ClassValue() | ModuleValue():
            return "code"
        case ConstantValue():
            return "constant"
        case _:
            return "unknown"


def _external_kind(evaluator: Evaluator, name: str) -> str:
    owner, _, last = name.rpartition(".")
    if last.startswith(("from_", "create", "connect", "open")):
        kind = evaluator.models.kind_of(owner)
        if kind is not None:
            return kind
    if last[:1].isupper():
        return "object"
    return "tool" if last.startswith(MAKERS) else "data"


def _instance_kind(evaluator: Evaluator, class_id: ScopeId) -> str:
    """Return a modelled kind that the class inherits, tool for a class that changes nothing of its own."""
    for base in evaluator.classes.external_bases(class_id):
        kind = evaluator.models.kind_of(base)
        if kind is not None:
            return kind
    return "instance" if has_own_state(evaluator, class_id) else "tool"


def has_own_state(evaluator: Evaluator, class_id: ScopeId) -> bool:
    """Whether methods other than the constructor change fields of the object."""
    program = evaluator.program
    for item in evaluator.classes.line(class_id):
        for number in evaluator.classes.children(item):
            scope = program.scope(ScopeId(item.file, number))
            if scope.kind != "function" or scope.name.startswith("__"):
                continue
            receiver = receiver_name(scope)
            for write in scope.writes:
                target = write.target
                while not isinstance(target, Attribute) and hasattr(target, "value"):
                    target = target.value
                if isinstance(target, Attribute) and getattr(target.value, "id", "") == receiver:
                    return True
    return False
