"""Whether a condition of settings holds: in production, by default, or nobody knows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Choice, Compare, Display, ExprUnion, Item, Literal, Name
from hidden_state.project.records import (
    ConstantValue,
    ContainerValue,
    EnvironmentValue,
    ExternalValue,
    UnknownValue,
)
from hidden_state.project.settings.given import Absent, Given, Tree
from hidden_state.project.settings.roles import NEUTRAL, OFF, meant, rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hidden_state.project.settings.view import View

NEGATIVE = frozenset({"", "0", "false", "no", "off", "f", "n", "none", "null"})
"""Texts of the environment that say no."""


class Truth(NamedTuple):
    """Whether something holds, None if that is unknown; VARIABLE of the environment decides."""

    holds: bool | None
    variable: str = ""


UNDECIDED = Truth(None)


class Conditions(ABC):
    """Decides conditions; production's answer goes before the default of the environment."""

    @abstractmethod
    def read(self, view: View, expr: ExprUnion) -> tuple[Given, ...]:
        """Return what EXPR may be where VIEW stands."""

    def truth(self, view: View, test: ExprUnion) -> Truth:
        """Return whether TEST holds where VIEW stands."""
        match test:
            case Compare("not", left):
                return _negated(self.truth(view, left))
            case Choice(options, "and"):
                return _all([self.truth(view, option) for option in options])
            case Choice(options, "or"):
                negated = [_negated(self.truth(view, option)) for option in options]
                return _negated(_all(negated))
            case Compare("==" | "is", left, right):
                return self._equal(view, left, right)
            case Compare("!=" | "is not", left, right):
                return _negated(self._equal(view, left, right))
            case Compare("in", left, right):
                return self._contained(view, left, right)
            case Compare("not in", left, right):
                return _negated(self._contained(view, left, right))
            case Compare():
                return UNDECIDED
            case _:
                return self._true(view, test)

    def _true(self, view: View, test: ExprUnion) -> Truth:
        by_name = meant(said(test))
        if by_name is not None:
            return Truth(by_name)
        return agreed(truth_of(given) for given in self.read(view, test))

    def _equal(self, view: View, left: ExprUnion, right: ExprUnion) -> Truth:
        """Return whether two are equal; `ENV == "development"` is what it says in production."""
        for one, other in ((left, right), (right, left)):
            if isinstance(other, Literal):
                return self._is_literal(view, one, other.value)
        return UNDECIDED

    def _is_literal(
        self, view: View, expr: ExprUnion, wanted: str | int | float | bool | None
    ) -> Truth:
        by_name = meant(said(expr))
        if by_name is not None and isinstance(wanted, (str, bool, int)):
            is_yes = str(wanted).lower() not in NEGATIVE
            return Truth(by_name == is_yes)
        if isinstance(wanted, str) and rank(wanted) != NEUTRAL:
            return Truth(rank(wanted) != OFF)
        return agreed(_is(given, wanted) for given in self.read(view, expr))

    def _contained(self, view: View, left: ExprUnion, right: ExprUnion) -> Truth:
        for given in self.read(view, right):
            match given.value:
                case ExternalValue("sys.argv"):
                    return Truth(False)
                case ExternalValue("os.environ") if isinstance(left, Literal):
                    return Truth(False, str(left.value))
                case Tree(entries, is_open) if isinstance(left, Literal):
                    holds = left.value in entries
                    return Truth(None if is_open and not holds else holds)
                case ContainerValue(_, Display(items=items)):
                    tests = [self._equal(view, left, item) for item in items]
                    return _negated(_all([_negated(test) for test in tests]))
                case ConstantValue(str() as text) if isinstance(left, Literal):
                    return Truth(str(left.value) in text)
                case EnvironmentValue(name, ConstantValue(str() as text)) if isinstance(
                    left, Literal
                ):
                    return Truth(str(left.value) in text, name)
                case _:
                    return UNDECIDED
        return UNDECIDED


def said(expr: ExprUnion) -> str:
    """Return the name that a condition asks for: of a variable, an attribute or a key."""
    match expr:
        case Name(name) | Attribute(_, name) | Item(_, Literal(str() as name)):
            return name
        case _:
            return ""


def truth_of(given: Given) -> Truth:
    """Return whether a value counts as true."""
    match given.value:
        case Tree(entries, is_open):
            return UNDECIDED if is_open and not entries else Truth(bool(entries), given.variable)
        case Absent():
            return Truth(False, given.variable)
        case ConstantValue(value):
            return Truth(_is_yes(value), given.variable)
        case EnvironmentValue(name, None):
            return Truth(False, name)
        case EnvironmentValue(name, ConstantValue(value)):
            return Truth(_is_yes(value), name)
        case ContainerValue(_, Display(items=items)):
            return Truth(bool(items), given.variable)
        case _:
            return UNDECIDED


def agreed(truths: Iterable[Truth]) -> Truth:
    """Return what several agree on."""
    several = list(truths)
    if not several or len({item.holds for item in several}) > 1:
        return UNDECIDED
    return max(several, key=lambda item: item.variable)


def _is_yes(value: object) -> bool:
    return value.strip().lower() not in NEGATIVE if isinstance(value, str) else bool(value)


def _is(given: Given, wanted: object) -> Truth:
    match given.value:
        case ConstantValue(value):
            return Truth(value == wanted, given.variable)
        case Absent():
            return Truth(wanted is None, given.variable)
        case EnvironmentValue(name, None):
            return Truth(wanted is None, name)
        case EnvironmentValue(name, ConstantValue(str() as text)) if isinstance(wanted, bool):
            return Truth(_is_yes(text) == wanted, name)
        case EnvironmentValue(name, ConstantValue(value)):
            return Truth(value == wanted, name)
        case EnvironmentValue(_, UnknownValue()) if wanted is None:
            return Truth(False)
        case Tree() if wanted is None:
            return Truth(False)
        case _:
            return UNDECIDED


def _negated(truth: Truth) -> Truth:
    return truth if truth.holds is None else Truth(not truth.holds, truth.variable)


def _all(truths: Sequence[Truth]) -> Truth:
    """Return whether all hold: one that does not decides."""
    for truth in truths:
        if truth.holds is False:
            return truth
    if any(truth.holds is None for truth in truths):
        return UNDECIDED
    return next((truth for truth in truths if truth.variable), Truth(True))
