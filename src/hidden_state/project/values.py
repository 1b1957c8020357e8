"""What kind of thing a value is, in the words that rules use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Display, Element, ExprUnion, Item, Literal, Unpacked
from hidden_state.project.classes import receiver_name
from hidden_state.project.records import (
    AnnotatedValue,
    ClassValue,
    ConstantValue,
    ContainerValue,
    EnvironmentValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    ModuleValue,
    Ref,
    ScopeId,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.project.evaluation.evaluator import Evaluator

TOOLS = frozenset(
    """client engine pool lock logger executor model pure registry query table application settings
    thread context code tool thread_handle""".split()
)
"""Kinds that a process makes for itself and that hold nothing of a request."""
MAKERS = ("create_", "make_", "build_", "get_client", "connect", "load_model", "init_", "new_")
CLOCKS = frozenset(
    """time.time time.time_ns time.monotonic time.monotonic_ns time.perf_counter
    datetime.datetime.now datetime.datetime.utcnow datetime.date.today
    django.utils.timezone.now""".split()
)
MODULE_PARTS = 2
"""So many parts has the name of a function that is imported from a module: `httpx.get`."""
MOST_ITEMS = 12
FETCHERS = frozenset("get post put patch request head fetch read load execute run urlopen".split())
STATUS_KEYS = frozenset({"status", "state", "stage", "phase"})
PROGRESS_KEYS = frozenset({"progress", "percent", "percentage", "percent_done"})


def kinds_of(evaluator: Evaluator, refs: Iterable[Ref]) -> frozenset[str]:
    """Return the kinds of REFS, and of what their containers are made of; see `kind_of`."""
    return frozenset(kind for ref in refs for kind in _kinds(evaluator, ref, True))


def kind_of(evaluator: Evaluator, ref: Ref) -> str:
    """Return what REF is.

    It is a kind of the models, or one of: container (built with something in it), empty (built
    with nothing in it), constant, code, tool, object, instance, data, moment (of a clock), request
    (it came with the request), given (a parameter of the writing function) and unknown.
    """
    match ref.value:
        case ExternalInstance(name):
            kind = _made_kind(evaluator, name)
            return _origin(evaluator, ref, kind) if kind == "pure" else kind
        case ExternalValue(name):
            return evaluator.models.kind_of(name) or _named_kind(evaluator, name, ref)
        case InstanceValue(class_id):
            return _instance_kind(evaluator, class_id)
        case ContainerValue(_, display):
            return _display_kind(display)
        case AnnotatedValue():
            return "container"
        case FunctionValue() | ClassValue() | ModuleValue():
            return "code"
        case ConstantValue() if is_passed(ref):
            return _origin(evaluator, ref, "constant")
        case ConstantValue() | EnvironmentValue():
            return "constant"
        case _:
            return _origin(evaluator, ref, "unknown")


def is_passed(ref: Ref) -> bool:
    """Whether REF was read from a parameter, so that what it says is only a default."""
    return ref.place is not None and ref.place.kind == "parameter" and bool(ref.place.path)


def _made_kind(evaluator: Evaluator, name: str) -> str:
    """Return what calling an outside name gives."""
    if name in CLOCKS:
        return "moment"
    kind = evaluator.models.kind_of(name) or _external_kind(evaluator, name)
    return "request" if kind == "data" and _is_of_request(evaluator, name) else kind


def _display_kind(display: ExprUnion) -> str:
    if isinstance(display, Display):
        if display.kind == "generator":
            return "data"
        if not display.items:
            return "empty"
    return "container"


def _origin(evaluator: Evaluator, ref: Ref, otherwise: str) -> str:
    """Return where something comes from that its type does not tell."""
    place = ref.place
    if place is not None and place.kind == "parameter":
        return "given"
    if place is not None and place.kind == "external" and _is_of_request(evaluator, place.name):
        return "request"
    return otherwise


def _kinds(evaluator: Evaluator, ref: Ref, deep: bool) -> Iterator[str]:
    """Yield the kind of REF, what it says of work in progress, and the kinds of its parts."""
    yield kind_of(evaluator, ref)
    match ref.value:
        case ContainerValue(scope, Display(kind=kind, items=items, keys=keys)) if (
            kind != "generator"
        ):
            yield from _signs(key.value for key in keys if isinstance(key, Literal))
            if deep:
                for item in items[:MOST_ITEMS]:
                    for part in evaluator.evaluate(scope, item):
                        yield from _part_kinds(evaluator, part)
        case InstanceValue(class_id):
            yield from _signs(_field_names(evaluator, class_id))
        case _:
            return


def _part_kinds(evaluator: Evaluator, part: Ref) -> Iterator[str]:
    """Yield the kinds of a part of a container, without those that say nothing of the whole."""
    for kind in _kinds(evaluator, part, False):
        if kind not in TOOLS and kind not in ("constant", "container", "empty"):
            yield kind


def _signs(names: Iterable[object]) -> Iterator[str]:
    """Yield status and progress where the names of an object's fields tell of work in progress."""
    found = set(names)
    if found & STATUS_KEYS:
        yield "status"
    if found & PROGRESS_KEYS:
        yield "progress"


def _field_names(evaluator: Evaluator, class_id: ScopeId) -> Iterator[str]:
    for item in evaluator.classes.line(class_id):
        yield from evaluator.classes.own_fields(item)
        for binding in evaluator.program.scope(item).bindings:
            yield binding.name


def _external_kind(evaluator: Evaluator, name: str) -> str:
    owner, _, last = name.rpartition(".")
    if last.startswith(("from_", "create", "connect", "open")):
        kind = evaluator.models.kind_of(owner)
        if kind is not None:
            return kind
        if owner.rpartition(".")[2][:1].isupper():
            return "object"
    if last[:1].isupper():
        return "object"
    return "tool" if last.startswith(MAKERS) else "data"


def _named_kind(evaluator: Evaluator, name: str, ref: Ref) -> str:
    """Return what an outside name is that no model knows.

    What has no place is imported, or an attribute of an object that was made here.
    """
    if _is_of_request(evaluator, name):
        return "request"
    if ref.place is not None:
        return "given" if ref.place.kind == "parameter" else "unknown"
    owner, _, _ = name.rpartition(".")
    if owner.count(".") + 1 < MODULE_PARTS:
        return "code"
    return "data" if _is_maker(owner) else "unknown"


def _is_maker(name: str) -> bool:
    """Whether NAME is of a class, or of a function that fetches something."""
    last = name.rpartition(".")[2]
    return last[:1].isupper() or last in FETCHERS


def _is_of_request(evaluator: Evaluator, name: str) -> bool:
    """Whether NAME is something that a request brings: `flask.request.json`."""
    while name:
        if evaluator.models.kind_of(name) == "request":
            return True
        name = name.rpartition(".")[0]
    return False


def _instance_kind(evaluator: Evaluator, class_id: ScopeId) -> str:
    """Return a modelled kind that the class inherits, tool where it changes nothing of its own."""
    for base in evaluator.classes.external_bases(class_id):
        kind = evaluator.models.kind_of(base)
        if kind is not None:
            return kind
    if evaluator.copies_defaults(class_id) or has_own_state(evaluator, class_id):
        return "instance"
    return "tool"


def has_own_state(evaluator: Evaluator, class_id: ScopeId) -> bool:
    """Whether methods other than the constructor change fields of the object, or cached ones."""
    program = evaluator.program
    for item in evaluator.classes.line(class_id):
        for number in evaluator.classes.children(item):
            scope = program.scope(ScopeId(item.file, number))
            if scope.kind != "function" or scope.name.startswith("__"):
                continue
            if scope.decorators and evaluator.is_cached_property(ScopeId(item.file, number)):
                return True
            receiver = receiver_name(scope)
            for write in scope.writes:
                target = write.target
                while isinstance(target, Item | Element | Unpacked):
                    target = target.value
                if isinstance(target, Attribute) and getattr(target.value, "id", "") == receiver:
                    return True
    return False
