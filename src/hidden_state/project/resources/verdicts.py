"""Where a resource lives, by the values that decide it."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Display, Literal
from hidden_state.project.entries.dotted import named
from hidden_state.project.evaluation.texts import HOLE, part_text
from hidden_state.project.records import (
    ClassValue,
    ConstantValue,
    ContainerValue,
    EnvironmentValue,
    ExternalInstance,
    ExternalValue,
    InstanceValue,
    Ref,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.models.resource import Lives
    from hidden_state.models.tables import ResourceRow
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import Value

DEEPEST = 4


class Verdict(NamedTuple):
    """Where something lives; `value` decides it, which holds unless `variable` says otherwise.

    `left_out` says that nothing was given, `is_brief` that nothing is kept at all.
    """

    lives: Lives
    value: str = ""
    variable: str = ""
    left_out: bool = False
    is_brief: bool = False


def verdicts(evaluator: Evaluator, row: ResourceRow, refs: Sequence[Ref]) -> list[Verdict]:
    """Return where each of the values that can decide puts the resource; nothing if unknown."""
    found = [verdict for ref in refs for verdict in _of_value(evaluator, row, ref.value, "", 0)]
    given = [ref for ref in refs if ref.value != ConstantValue(None)]
    if not found and row.otherwise is not None and (given or not refs):
        found = [Verdict(row.otherwise)]
    variable = next(filter(None, map(_variable, refs)), "")
    return list(dict.fromkeys(item._replace(variable=item.variable or variable) for item in found))


def _variable(ref: Ref) -> str:
    """Return the variable of the environment that decides unless it is empty."""
    value = ref.value
    is_open = isinstance(value, EnvironmentValue) and value.default in (None, ConstantValue(None))
    return value.variable if is_open and isinstance(value, EnvironmentValue) else ""


def _of_value(
    evaluator: Evaluator, row: ResourceRow, value: Value, variable: str, depth: int
) -> Iterator[Verdict]:
    match value:
        case EnvironmentValue(name, None):
            if name and row.default != "shared":
                yield Verdict(row.default, "", name)
        case EnvironmentValue(name, default) if default is not None:
            yield from _of_value(evaluator, row, default, name, depth)
        case ConstantValue(None):
            if row.default != "shared":
                yield Verdict(row.default, "", variable)
        case ContainerValue(_, Display()) if depth < DEEPEST:
            yield from _of_items(evaluator, row, value, variable, depth)
        case _:
            for text in _texts(evaluator, value):
                lives = _of_class(evaluator, row, text) or _fitting(row, text)
                if lives is not None:
                    brief = lives == "shared" and _fits(row.brief, text)
                    yield Verdict(lives, text, variable, is_brief=brief)
                    return


def _of_class(evaluator: Evaluator, row: ResourceRow, text: str) -> Lives | None:
    """Return where a class of the project that TEXT names lives by what it inherits, if any."""
    for ref in named(evaluator, text, 0):
        if isinstance(ref.value, ClassValue):
            for base in sorted(evaluator.classes.external_bases(ref.value.id)):
                lives = _fitting(row, base)
                if lives is not None and lives != "shared":
                    return lives
            return None if row.shared else "shared"
    return None


def _of_items(
    evaluator: Evaluator, row: ResourceRow, value: ContainerValue, variable: str, depth: int
) -> Iterator[Verdict]:
    """Yield what the items of a display decide; of a mapping, those that the row names."""
    display = value.display
    if not isinstance(display, Display):
        return
    named = bool(row.keys) and len(display.keys) == len(display.items)
    found = False
    for number, item in enumerate(display.items):
        key = display.keys[number] if named else None
        deciding = not named or (isinstance(key, Literal) and key.value in row.keys)
        for ref in evaluator.evaluate(value.scope, item):
            if deciding or isinstance(ref.value, ContainerValue):
                for verdict in _of_value(evaluator, row, ref.value, variable, depth + 1):
                    found = True
                    yield verdict
    if named and not found and depth == 0:
        yield Verdict(row.default, left_out=True)


def _texts(evaluator: Evaluator, value: Value) -> Iterator[str]:
    """Yield what a value may be known by: its text, or the names of its class and of its bases."""
    match value:
        case ExternalValue(name) if name.startswith("builtins."):
            return
        case ExternalInstance(name) | ExternalValue(name):
            yield name
            yield from evaluator.models.ancestors(name)
        case InstanceValue(class_id) | ClassValue(class_id):
            yield from sorted(evaluator.classes.external_bases(class_id))
        case _:
            text = part_text(value)
            if text != HOLE:
                yield text


def _fitting(row: ResourceRow, text: str) -> Lives | None:
    """Return where a value puts the resource: by the patterns, else shared where it is a text."""
    patterns: tuple[tuple[Lives, tuple[str, ...]], ...] = (
        ("shared", row.brief),
        ("memory", row.memory),
        ("disk", row.disk),
        ("pickled", row.pickled),
        ("shared", row.shared),
    )
    for lives, known in patterns:
        if _fits(known, text):
            return lives
    return None if row.shared or text.startswith(HOLE) else "shared"


def _fits(patterns: tuple[str, ...], text: str) -> bool:
    lowered = text.lower()
    return any(fnmatchcase(lowered, pattern.lower()) for pattern in patterns)
