"""Texts of settings in another spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Display, Literal
from hidden_state.project.evaluation.texts import part_text
from hidden_state.project.records import (
    ConstantValue,
    ContainerValue,
    EnvironmentValue,
    TextValue,
    UnknownValue,
)
from hidden_state.project.settings.given import Given, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hidden_state.project.records import ScopeId, Value

SPELLINGS: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "casefold": str.lower,
    "upper": str.upper,
    "strip": str.strip,
    "title": str.title,
}


CHANGES = frozenset({"replace", "removeprefix", "removesuffix", "strip", "rstrip", "lstrip"})
"""Methods that change a text by what they are given."""
QUESTIONS = frozenset({"startswith", "endswith"})
"""Methods that ask a text for its ends."""


def text_of(given: Given) -> str:
    """Return the text that a value is, `{}` for what is not known."""
    return "{}" if isinstance(given.value, (Tree, tuple)) else part_text(given.value)


def variable_of(value: object) -> str:
    """Return the variable of the environment that decides a value, '' if none."""
    return value.variable if isinstance(value, EnvironmentValue) else ""


def changed(givens: tuple[Given, ...], method: str, arguments: Sequence[str]) -> tuple[Given, ...]:
    """Return texts after a METHOD of texts, `x.replace("postgres:", "postgresql:")`."""
    return spelled(givens, lambda text: str(getattr(text, method)(*arguments)))


def answered(givens: tuple[Given, ...], method: str, ends: tuple[str, ...]) -> tuple[Given, ...]:
    """Return whether texts have one of ENDS, `x.startswith("postgres:")`."""
    found = []
    for given in givens:
        match given.value:
            case ConstantValue(str() as text):
                answer: Value = ConstantValue(getattr(text, method)(ends))
            case EnvironmentValue(name, ConstantValue(str() as text)):
                answer = EnvironmentValue(name, ConstantValue(getattr(text, method)(ends)))
            case _:
                answer = UnknownValue()
        found.append(given._replace(value=answer))
    return tuple(found)


def parted(
    givens: tuple[Given, ...], at: ScopeId, separator: str | None
) -> tuple[Given, ...] | None:
    """Return lists of the parts of texts, `x.split(",")` in scope AT; None if one is not known."""
    found = []
    for given in givens:
        value = given.value
        variable = given.variable or variable_of(value)
        known = value.default if isinstance(value, EnvironmentValue) else value
        if not isinstance(known, ConstantValue) or not isinstance(known.value, str):
            return None
        items = tuple(Literal(part) for part in known.value.split(separator))
        parts = ContainerValue(at, Display("list", items))
        found.append(given._replace(value=parts, variable=variable))
    return tuple(found) or None


def spelled(givens: tuple[Given, ...], spell: Callable[[str], str]) -> tuple[Given, ...]:
    """Return texts in another spelling, `x.lower()`."""
    found = []
    for given in givens:
        match given.value:
            case ConstantValue(str() as text):
                found.append(given._replace(value=ConstantValue(spell(text))))
            case EnvironmentValue(name, ConstantValue(str() as text)):
                found.append(
                    given._replace(value=EnvironmentValue(name, ConstantValue(spell(text))))
                )
            case TextValue(template):
                found.append(given._replace(value=TextValue(spell(template))))
            case EnvironmentValue():
                found.append(given)
            case _:
                found.append(given._replace(value=UnknownValue()))
    return tuple(found)
