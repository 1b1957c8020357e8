"""Texts and paths: what is put together, and what the environment decides."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from hidden_state.project.evaluation.core import Evaluation
from hidden_state.project.records import (
    UNKNOWN,
    ConstantValue,
    EnvironmentValue,
    Ref,
    ScopeId,
    TextValue,
    UnknownValue,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.facts import Call, ExprUnion, Joined
    from hidden_state.models.tables import EnvironmentRow

HOLE = "{}"
MOST_TEXTS = 4
LONGEST_TEXT = 400


class Texts(Evaluation):
    """Puts texts together as far as their parts are known."""

    def _joined(self, at: ScopeId, expr: Joined) -> Iterator[Ref]:
        options = [
            list(dict.fromkeys(part_text(ref.value) for ref in self.evaluate(at, part))) or [HOLE]
            for part in expr.parts
        ]
        for parts in islice(product(*options), MOST_TEXTS):
            yield text_ref("/" if expr.how == "/" else "", parts, expr.how)

    def _read_environment(self, row: EnvironmentRow, call: Call, at: ScopeId) -> Iterator[Ref]:
        """Yield what a call that reads the environment gives."""
        variables = {
            ref.value.value
            for given in _given(call, (row.variable,))
            for ref in self.evaluate(at, given)
            if isinstance(ref.value, ConstantValue) and isinstance(ref.value.value, str)
        }
        variable = variables.pop() if len(variables) == 1 else row.named
        defaults = [
            ref.value for given in _given(call, row.default) for ref in self.evaluate(at, given)
        ]
        for default in defaults or (UnknownValue() if row.required else None,):
            yield Ref(EnvironmentValue(variable, default))


def part_text(value: Value) -> str:
    """Return the text that VALUE is, `{}` for what is not known."""
    match value:
        case ConstantValue(str() | int() | float() as known):
            return str(known)
        case TextValue(template):
            return template
        case EnvironmentValue(_, default) if default is not None:
            return part_text(default)
        case _:
            return HOLE


def text_ref(between: str, parts: Iterable[str], how: str) -> Ref:
    """Return PARTS as one text, unknown where nothing of it is."""
    known = list(parts)
    if all(part == HOLE for part in known):
        return UNKNOWN
    text = known[0].replace("%s", HOLE) if how == "%" else between.join(known)
    text = text[:LONGEST_TEXT]
    return Ref(TextValue(text) if HOLE in text else ConstantValue(text))


def _given(call: Call, positions: Iterable[int | str]) -> Iterator[ExprUnion]:
    """Yield the first of the arguments at POSITIONS that CALL has."""
    keywords = dict(call.keywords)
    for position in positions:
        if isinstance(position, str):
            found = keywords.get(position)
        else:
            found = call.args[position] if position < len(call.args) else None
        if found is not None:
            yield found
            return
