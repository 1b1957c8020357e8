"""Texts and paths: what is put together, and what the environment decides."""

from __future__ import annotations

import re
from itertools import count, islice, product
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Display
from hidden_state.project.entries.rows import arguments
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
FIELD = re.compile(r"\{([^{}]*)\}")
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

    def _formatted(self, at: ScopeId, call: Call) -> list[Ref]:
        """Return what `"...{}".format(...)` gives; nothing if CALL is no such call."""
        func = call.func
        if not isinstance(func, Attribute) or func.attr != "format":
            return []
        given = {str(number): value for number, value in enumerate(call.args)} | dict(call.keywords)
        texts = {name: self._only_text(at, value) for name, value in given.items()}
        return [
            text_ref("", (_filled(ref.value.value, texts),), "f")
            for ref in self.evaluate(at, func.value)
            if isinstance(ref.value, ConstantValue) and isinstance(ref.value.value, str)
        ]

    def _only_text(self, at: ScopeId, expr: ExprUnion) -> str:
        """Return the one text that an expression is, `{}` where there is none or another."""
        known = {part_text(ref.value) for ref in self.evaluate(at, expr)}
        return known.pop() if len(known) == 1 else HOLE

    def _read_environment(self, row: EnvironmentRow, call: Call, at: ScopeId) -> Iterator[Ref]:
        """Yield what a call that reads the environment gives."""
        variables = {
            ref.value.value
            for given in islice(arguments(call, (row.variable,)), 1)
            for ref in self.evaluate(at, given)
            if isinstance(ref.value, ConstantValue) and isinstance(ref.value.value, str)
        }
        variable = variables.pop() if len(variables) == 1 else row.named
        defaults = [
            ref.value
            for given in islice(arguments(call, row.default), 1)
            for ref in self.evaluate(at, given)
        ] or list(self._declared_default(row, variable))
        for default in defaults or (UnknownValue() if row.required else None,):
            yield Ref(self.from_environment(variable, default))

    def _declared_default(self, row: EnvironmentRow, variable: str) -> Iterator[Value]:
        """Yield the default that `Env(VARIABLE=(bool, False))` declares."""
        last = row.declared_by.rpartition(".")[2]
        names = (last, *self.program.aliases.get(last, ())) if last else ()
        for site in (site for name in names for site in self.program.calls_by_name.get(name, ())):
            call = self.program.call(site)
            declared = dict(call.keywords).get(variable)
            if isinstance(declared, Display) and declared.kind == "tuple":
                at = ScopeId(site.file, site.scope)
                for item in declared.items[1:2]:
                    yield from (ref.value for ref in self.evaluate(at, item))


def _filled(template: str, texts: dict[str, str]) -> str:
    """Return a template of `str.format` with what is known filled in, and `{}` for the rest."""
    numbers = count()

    def text(field: re.Match[str]) -> str:
        name = field[1].partition(":")[0].partition("!")[0] or str(next(numbers))
        return texts.get(name, HOLE)

    return FIELD.sub(text, template)


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
