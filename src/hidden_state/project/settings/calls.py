"""What calls in settings give: spellings, items, fields, and what the environment says."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Call, Display, ExprUnion
from hidden_state.project.evaluation.defaults import field_default
from hidden_state.project.records import EnvironmentValue
from hidden_state.project.settings.conditions import Conditions
from hidden_state.project.settings.given import Absent, Given, Tree, tree_of, unknown
from hidden_state.project.settings.spelling import (
    CHANGES,
    QUESTIONS,
    SPELLINGS,
    answered,
    changed,
    parted,
    spelled,
    variable_of,
)

if TYPE_CHECKING:
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.settings.view import View


class Calls(Conditions):
    """Reads calls."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Take who evaluates what is no matter of settings."""
        self._evaluator = evaluator

    @abstractmethod
    def text(self, view: View, expr: ExprUnion) -> str | None:
        """Return the one text that EXPR is, as a key has to be."""

    @abstractmethod
    def _evaluated(self, view: View, expr: ExprUnion) -> tuple[Given, ...]:
        """Return what the evaluator says of an expression."""

    def _result(self, view: View, expr: ExprUnion, call: Call) -> tuple[Given, ...]:
        if isinstance(call.func, Attribute):
            text = self._of_text(view, call.func, call)
            if text is not None:
                return text
            if call.func.attr == "get" and call.args:
                tree = tree_of(self.read(view, call.func.value))
                if tree is not None:
                    key = self.text(view, call.args[0])
                    if key is not None and key in tree.entries:
                        return tree.entries[key]
                    return self.read(view, call.args[1]) if len(call.args) > 1 else ()
        if self._evaluator.is_field(view.at, call):
            default = field_default(call)
            return unknown(view.site) if default is None else self.read(view, default)
        found = self._evaluated(view, expr)
        return self._with_default(view, call, found) if len(found) > 1 else found

    def _of_text(self, view: View, func: Attribute, call: Call) -> tuple[Given, ...] | None:
        """Return what a method of texts gives, None for any other call."""
        if func.attr in SPELLINGS and not call.args:
            return spelled(self.read(view, func.value), SPELLINGS[func.attr])
        if func.attr == "split" and len(call.args) <= 1:
            separator = self.text(view, call.args[0]) if call.args else None
            is_known = separator != "" and (separator is not None or not call.args)
            found = self.read(view, func.value) if is_known else ()
            return parted(found, view.at, separator)
        if func.attr in QUESTIONS and call.args:
            ends = self._texts(view, call.args[0])
            return answered(self.read(view, func.value), func.attr, ends) if ends else None
        if func.attr in CHANGES:
            given = [self.text(view, argument) for argument in call.args[:2]]
            known = [text for text in given if text is not None]
            needed = 2 if func.attr == "replace" else 1
            if len(known) == len(given) == needed:
                return changed(self.read(view, func.value), func.attr, known)
        return None

    def _texts(self, view: View, expr: ExprUnion) -> tuple[str, ...]:
        """Return the texts that EXPR is, alone or in a tuple; nothing where one is not known."""
        items = expr.items if isinstance(expr, Display) else (expr,)
        known = [self.text(view, item) for item in items]
        return () if None in known else tuple(text for text in known if text is not None)

    def _with_default(self, view: View, call: Call, found: tuple[Given, ...]) -> tuple[Given, ...]:
        """Return what the environment says, with the one of several defaults that holds."""
        variables = {variable_of(given.value) for given in found}
        default = dict(call.keywords).get("default") or next(iter(call.args[1:]), None)
        if len(variables) != 1 or "" in variables or default is None:
            return found
        name = variables.pop()
        return tuple(
            Given(EnvironmentValue(name, given.value), view.site)
            for given in self.read(view, default)
            if not isinstance(given.value, (Tree, Absent))
        )
