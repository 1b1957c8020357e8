"""What path an expression is: followed through names, fields, functions and path functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import (
    Attribute,
    Choice,
    Display,
    Element,
    Entered,
    Item,
    Joined,
    Literal,
    Name,
    Result,
    Unpacked,
)
from hidden_state.project.files import text as texts
from hidden_state.project.files.core import Traced, best
from hidden_state.project.files.reaching import GIVING, reaching
from hidden_state.project.files.stored import StoredPaths
from hidden_state.project.records import FunctionValue, ScopeId

if TYPE_CHECKING:
    from hidden_state.facts import Call, ExprUnion

MOST_OPTIONS = 4
MOST_PARENTS = 20


class Tracing(StoredPaths):
    """Follows expressions to paths, and remembers them."""

    def given(self, at: ScopeId, expr: ExprUnion, call: Call | None) -> Traced:
        """Return the path that EXPR is for CALL: a name counts from its last sure assignment."""
        if call is not None and type(expr) is Name:
            seen = reaching(self.program, at, expr.id, call)
            found = [self.trace(at, item.value) for item in seen if item.how in GIVING]
            known = [item for item in found if texts.is_rooted(item.text)]
            if known:
                return best(known)
        return self.trace(at, expr)

    def _trace(self, at: ScopeId, expr: ExprUnion) -> Traced:
        match expr:
            case Literal(value):
                is_text = value is not None and not isinstance(value, bool)
                return Traced(texts.literal(str(value)) if is_text else "")
            case Attribute():
                return self._attribute(at, expr)
            case Joined(how, parts):
                return self._joined(at, how, parts)
            case Choice(options):
                return self._chosen(at, options)
            case Result(number):
                return self._result(at, expr, number)
            case Item(value, key):
                return (
                    self._under_key(at, value, key)
                    or self.settled(at, expr)
                    or self._item(at, value, key)
                )
            case Unpacked(value, index):
                return self._unpacked(at, value, index)
            case Element(value) | Entered(value):
                return self.trace(at, value)
            case Display(kind="list" | "tuple" | "set" | "generator", items=items) if items:
                return self._chosen(at, items)
            case _:
                return self._unknown(at, expr, "")

    def _chosen(self, at: ScopeId, options: tuple[ExprUnion, ...]) -> Traced:
        """Return the one of several that says most."""
        found = [self.trace(at, option) for option in options[:MOST_OPTIONS]]
        return best([item for item in found if item.text] or found)

    def _joined(self, at: ScopeId, how: str, parts: tuple[ExprUnion, ...]) -> Traced:
        traced = [
            self.step(at, part) if number and how in ("/", "f") else self.trace(at, part)
            for number, part in enumerate(parts)
        ]
        if how == "/":
            return Traced(texts.joined([item.text for item in traced]), traced[0].names)
        if how == "%":
            return self._filled(at, traced[0], parts[1:])
        text = "".join(item.text for item in traced)
        names = next((item.names for item in traced if item.text), ())
        return Traced(texts.cleaned(text), names)

    def _filled(self, at: ScopeId, template: Traced, given: tuple[ExprUnion, ...]) -> Traced:
        """Return a `%` template with its arguments put in."""
        pieces = texts.PERCENT.split(template.text)
        filled = pieces[0]
        for number, piece in enumerate(pieces[1:]):
            known = number < len(given)
            filled += self.trace(at, given[number]).text if known else "{?any|}"
            filled += piece
        return Traced(texts.cleaned(filled), template.names)

    def _item(self, at: ScopeId, value: ExprUnion, key: ExprUnion) -> Traced:
        """Return an element: of what is found in a folder, one of the folders around, anything."""
        if isinstance(value, Attribute) and value.attr == "parents" and isinstance(key, Literal):
            around = self._around(self.trace(at, value.value), key.value)
            if around is not None:
                return around
        found = self.trace(at, value)
        index = key.value if isinstance(key, Literal) else None
        if index == 0 and self._is_split(at, value):
            return found
        if texts.is_rooted(found.text) and texts.is_path(found.text):
            return found
        name = str(key.value) if isinstance(key, Literal) else texts.named_last(found.text)
        return Traced(texts.token(texts.OPEN, f"{found.text}.{name}", name))

    def _around(self, path: Traced, number: object) -> Traced | None:
        """Return the folder that `path.parents[number]` is, None where that is not known."""
        if not isinstance(number, int) or number < 0 or not texts.is_rooted(path.text):
            return None
        text = path.text
        for _ in range(min(number, MOST_PARENTS) + 1):
            text = texts.parent(text)
        return Traced(text, path.names)

    def _unpacked(self, at: ScopeId, value: ExprUnion, index: int) -> Traced:
        """Return one of several values; of a new temporary file, the path is the second."""
        found = self.trace(at, value)
        if index == 0 and self._is_split(at, value):
            return found
        if isinstance(value, Display) and index < len(value.items):
            return self.trace(at, value.items[index])
        if isinstance(value, Result):
            part = self._part_of_result(at, value.call, index)
            if part is not None:
                return part
        if texts.KEPT in found.text or texts.BRIEF in found.text:
            return found if index == 1 else self._unknown(at, value, "descriptor")
        if texts.is_rooted(found.text) and index == 0:
            return found
        return Traced(texts.token(texts.OPEN, f"{found.text}.{index}", ""))

    def _is_split(self, at: ScopeId, value: ExprUnion) -> bool:
        """Whether a value is a path taken apart, so that the first part is as good as the path."""
        if not isinstance(value, Result):
            return False
        func = self.program.scope(at).calls[value.call].func
        return any(row.makes == "split" for row in self._path_rows(at, func))

    def _part_of_result(self, at: ScopeId, number: int, index: int) -> Traced | None:
        """Return element INDEX of what a function of the project returns as a tuple."""
        call = self.program.scope(at).calls[number]
        for ref in self.evaluator.evaluate(at, call.func):
            if isinstance(ref.value, FunctionValue):
                for expr in self.program.scope(ref.value.id).returns:
                    if isinstance(expr, Display) and index < len(expr.items):
                        inner = self.trace(ref.value.id, expr.items[index])
                        return self._with_arguments(inner, ref.value, at, call)
                return self._unknown(at, call.func, "")
        return None

    def _attribute(self, at: ScopeId, expr: Attribute) -> Traced:
        for ref in self.evaluator.evaluate(at, expr.value):
            found = self.member(ref.value, expr.attr)
            if found is not None:
                return found if texts.is_rooted(found.text) else self.stored(at, expr) or found
        settled = self.settled(at, expr)
        if settled is not None:
            return settled
        for row in self._path_rows(at, expr):
            made = self._made(row, [self.trace(at, expr.value)])
            if made is not None:
                return made
        stored = self.stored(at, expr)
        if stored is not None:
            return stored
        base = self.trace(at, expr.value)
        if (
            texts.is_rooted(base.text)
            and texts.is_path(base.text)
            and expr.attr in ("name", "path", "value")
        ):
            return base
        return Traced(texts.token(texts.OPEN, f"{base.text}.{expr.attr}", expr.attr))
