"""What an expression of settings may be, by what has been given so far."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from hidden_state.facts import (
    Attribute,
    Choice,
    Compare,
    Display,
    ExprUnion,
    Item,
    Joined,
    Literal,
    Name,
    Opaque,
    Result,
)
from hidden_state.project.evaluation.texts import MOST_TEXTS, text_ref
from hidden_state.project.records import (
    ClassValue,
    ConstantValue,
    ContainerValue,
    ModuleValue,
    Value,
)
from hidden_state.project.settings.calls import Calls
from hidden_state.project.settings.conditions import truth_of
from hidden_state.project.settings.given import (
    EMPTY,
    Given,
    Site,
    Tree,
    either,
    merged,
    tree_of,
    unknown,
    unless,
)
from hidden_state.project.settings.spelling import text_of, variable_of
from hidden_state.project.settings.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from hidden_state.facts import Scope
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import ScopeId

DEEPEST = 60
"""So many expressions are read inside one another."""


class Reader(Calls):
    """Reads expressions; `names_of` gives what a module or class of the project sets."""

    def __init__(
        self, evaluator: Evaluator, names_of: Callable[[ModuleValue | ClassValue], Tree | None]
    ) -> None:
        """Take who evaluates what is no matter of settings."""
        super().__init__(evaluator)
        self._names_of = names_of
        self._trees: dict[tuple[ScopeId, int], Tree] = {}
        self._depth = 0

    def read(self, view: View, expr: ExprUnion) -> tuple[Given, ...]:
        """Return what EXPR may be where VIEW stands; what is nested too deeply is unknown."""
        if self._depth > DEEPEST:
            return unknown(view.site)
        self._depth += 1
        try:
            return self._read(view, expr)
        finally:
            self._depth -= 1

    def _read(self, view: View, expr: ExprUnion) -> tuple[Given, ...]:
        match expr:
            case Name(name) if name in view.names.entries and self._is_given(view, name):
                found = view.names.entries[name]
                return (
                    tuple(item._replace(site=view.site) for item in found) if view.is_own else found
                )
            case Literal(value):
                return (Given(ConstantValue(value), view.site),)
            case Display(kind="dict" | "copy"):
                return self._display(view, expr)
            case Choice():
                return self._choice(view, expr)
            case Compare():
                return self._compared(view, expr)
            case Joined():
                return self._joined(view, expr)
            case Item(value, key):
                return self._item(view, expr, value, key)
            case Attribute(value, attr):
                return self._attribute(view, expr, value, attr)
            case Result(call):
                return self._result(view, expr, self._evaluator.program.scope(view.at).calls[call])
            case _:
                return self._evaluated(view, expr)

    def scope(self, at: ScopeId) -> Scope:
        """Return the facts of a scope."""
        return self._evaluator.program.scope(at)

    def text(self, view: View, expr: ExprUnion) -> str | None:
        """Return the one text that EXPR is, as a key has to be."""
        if isinstance(expr, Literal):
            return expr.value if isinstance(expr.value, str) else None
        givens = self.read(view, expr)
        texts = {given.value.value for given in givens if isinstance(given.value, ConstantValue)}
        text = texts.pop() if len(texts) == len(givens) == 1 else None
        return text if isinstance(text, str) else None

    def tree(self, view: View, display: Display) -> Tree:
        """Return a dict written in place; one that merges what is unknown is open."""
        tree = EMPTY
        positions = display.positions
        for number, (key, item) in enumerate(zip(display.keys, display.items, strict=False)):
            site = view.site
            if len(positions) > 2 * number + 1:
                site = Site(view.at.file, positions[2 * number], positions[2 * number + 1])
            inner = View(view.at, view.names, site)
            if isinstance(key, Opaque):
                other = tree_of(self.read(inner, item))
                tree = Tree(tree.entries, True) if other is None else merged(tree, other)
                continue
            text = self.text(inner, key)
            if text is None:
                tree = Tree(tree.entries, True)
            else:
                tree = Tree({**tree.entries, text: self.read(inner, item)}, tree.is_open)
        return tree if len(display.keys) == len(display.items) else Tree(tree.entries, True)

    def _is_given(self, view: View, name: str) -> bool:
        """Whether a name is the setting, and not a local one of a function."""
        is_function = self.scope(view.at).kind not in ("module", "class")
        return view.is_own or not is_function or self._evaluator.owner(view.at, name).scope == 0

    def _evaluated(self, view: View, expr: ExprUnion) -> tuple[Given, ...]:
        refs = self._evaluator.evaluate(view.at, expr)
        found = [self._given(view, ref.value) for ref in refs]
        return either(tuple(found)) or unknown(view.site)

    def _given(self, view: View, value: Value) -> Given:
        """Return a value of the evaluator; a dict that it found becomes a tree."""
        if isinstance(value, ContainerValue):
            display = value.display
            if isinstance(display, Display) and display.kind == "dict":
                return Given(self._found_tree(view, value.scope, display), view.site)
        return Given(value, view.site)

    def _found_tree(self, view: View, scope: ScopeId, display: Display) -> Tree:
        """Return a dict that is written elsewhere, open where it holds itself."""
        key = (scope, id(display))
        found = self._trees.get(key)
        if found is None:
            names = view.names if scope.file == view.at.file else EMPTY
            self._trees[key] = Tree(EMPTY.entries, True)
            found = self.tree(View(scope, names, view.site), display)
            self._trees[key] = found
            if names is not EMPTY:
                del self._trees[key]
        return found

    def _display(self, view: View, expr: Display) -> tuple[Given, ...]:
        """Return a dict, or `a.copy()`, `a | b`, `a + b`."""
        if expr.kind == "dict":
            return (Given(self.tree(view, expr), view.site),)
        trees = [tree_of(self.read(view, item)) for item in expr.items]
        if not any(trees):
            return self._evaluated(view, expr)
        result = EMPTY
        for tree in trees:
            result = Tree(result.entries, True) if tree is None else merged(result, tree)
        return (Given(result, view.site),)

    def _choice(self, view: View, expr: Choice) -> tuple[Given, ...]:
        if expr.how == "if" and expr.test is not None:
            truth = self.truth(view, expr.test)
            options = [self.read(view, option) for option in expr.options]
            if truth.holds is None:
                return either(*options)
            return unless(options[0 if truth.holds else 1], truth.variable)
        found: tuple[Given, ...] = ()
        variable = ""
        stops = expr.how == "or"
        for number, option in enumerate(expr.options):
            for given in unless(self.read(view, option), variable):
                truth = truth_of(given)
                is_last = number + 1 == len(expr.options)
                if is_last or truth.holds is not (not stops):
                    found = either(found, (given,))
                if truth.holds is stops:
                    return found
                variable = variable or truth.variable
        return found

    def _compared(self, view: View, expr: Compare) -> tuple[Given, ...]:
        truth = self.truth(view, expr)
        if truth.holds is None:
            return unknown(view.site)
        return (Given(ConstantValue(truth.holds), view.site, truth.variable),)

    def _joined(self, view: View, expr: Joined) -> tuple[Given, ...]:
        parts = [self.read(view, part) for part in expr.parts]
        variable = next((g.variable or variable_of(g.value) for g in parts[0]), "") if parts else ""
        texts = [
            list(dict.fromkeys(text_of(given) for given in givens)) or ["{}"] for givens in parts
        ]
        found = [
            text_ref("/" if expr.how == "/" else "", option, expr.how).value
            for option in islice(product(*texts), MOST_TEXTS)
        ]
        return either(tuple([Given(value, view.site, variable) for value in found]))

    def _item(
        self, view: View, expr: ExprUnion, value: ExprUnion, key: ExprUnion
    ) -> tuple[Given, ...]:
        tree = tree_of(self.read(view, value))
        if tree is None:
            return self._evaluated(view, expr)
        text = self.text(view, key)
        if text is not None and text in tree.entries:
            return tree.entries[text]
        if text is not None:
            return unknown(view.site)
        return either(*tree.entries.values()) or unknown(view.site)

    def _attribute(
        self, view: View, expr: ExprUnion, value: ExprUnion, attr: str
    ) -> tuple[Given, ...]:
        for ref in self._evaluator.evaluate(view.at, value):
            if isinstance(ref.value, (ModuleValue, ClassValue)):
                names = self._names_of(ref.value)
                if names is not None and attr in names.entries:
                    return names.entries[attr]
        return self._evaluated(view, expr)
