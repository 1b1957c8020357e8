"""From a type annotation to the values it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Choice, Display, ExprUnion, Item, Literal, Name
from hidden_state.project.records import (
    AnnotatedValue,
    ClassValue,
    ExternalInstance,
    ExternalValue,
    InstanceValue,
    Ref,
    ScopeId,
)
from hidden_state.project.sites import last_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.evaluation.core import Evaluation

WRAPPERS = frozenset(
    """Optional Annotated Final ClassVar Required NotRequired Awaitable Coroutine Union
    Iterator AsyncIterator Generator AsyncGenerator Mapped""".split()
)
CONTAINERS = frozenset(
    """dict list set frozenset tuple Dict List Set FrozenSet Tuple DefaultDict defaultdict Deque
    deque OrderedDict Counter Mapping MutableMapping Sequence MutableSequence MutableSet Iterable
    Collection ChainMap WeakSet WeakValueDictionary WeakKeyDictionary""".split()
)
SILENT = frozenset({"Any", "None", "object", "str", "int", "float", "bool", "bytes", "Callable"})


def annotated_refs(evaluator: Evaluation, at: ScopeId, annotation: ExprUnion) -> Iterator[Ref]:
    """Yield what a value annotated so, in scope AT, can be; refs without a place."""
    match annotation:
        case Literal(value=str() as text):
            yield from annotated_refs(evaluator, at, evaluator.parsed(text))
        case Choice(options=options):
            for option in options:
                yield from annotated_refs(evaluator, at, option)
        case Item(value=value, key=key):
            yield from _subscripted(evaluator, at, annotation, value, key)
        case Name() | Attribute():
            yield from _named(evaluator, at, annotation)
        case _:
            return


def _named(evaluator: Evaluation, at: ScopeId, annotation: ExprUnion) -> Iterator[Ref]:
    last = last_part(annotation)
    if last in CONTAINERS:
        yield Ref(AnnotatedValue(at, annotation))
    elif last not in SILENT:
        for ref in evaluator.evaluate(at, annotation):
            if isinstance(ref.value, ClassValue):
                yield Ref(InstanceValue(ref.value.id))
            elif isinstance(ref.value, ExternalValue):
                yield Ref(ExternalInstance(ref.value.name))


def _subscripted(
    evaluator: Evaluation, at: ScopeId, annotation: ExprUnion, value: ExprUnion, key: ExprUnion
) -> Iterator[Ref]:
    last = last_part(value)
    if last in CONTAINERS:
        yield Ref(AnnotatedValue(at, annotation))
    elif last in WRAPPERS:
        items = key.items if isinstance(key, Display) else (key,)
        if last == "Coroutine":
            items = items[-1:]
        elif last != "Union":
            items = items[:1]
        for item in items:
            yield from annotated_refs(evaluator, at, item)
    else:
        yield from annotated_refs(evaluator, at, value)


def element_annotation(annotation: ExprUnion) -> ExprUnion | None:
    """Return the annotation of a container's elements (of a mapping's values)."""
    if isinstance(annotation, Item):
        key = annotation.key
        if isinstance(key, Display):
            items = [item for item in key.items if item != Literal(None)]
            return items[-1] if items else None
        return key
    return None


def parsed_name(text: str) -> ExprUnion:
    """Return a quoted dotted name as an expression; anything longer names nothing."""
    parts = text.strip().split(".")
    if not all(part.isidentifier() for part in parts):
        return Literal(None)
    expr: ExprUnion = Name(parts[0])
    for part in parts[1:]:
        expr = Attribute(expr, part)
    return expr
