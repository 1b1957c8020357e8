"""Paths that rows of a database hold, by what is put into them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Element, Entered, Item, Name, Result, Unpacked
from hidden_state.project.files import text as texts
from hidden_state.project.files.core import Traced
from hidden_state.project.files.reaching import GIVING
from hidden_state.project.files.results import PathResults
from hidden_state.project.records import ClassValue, FunctionValue, InstanceValue, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion

MOST_STEPS = 8
MOST_SITES = 24
CREATES = frozenset({"create", "get_or_create", "update_or_create"})


class StoredPaths(PathResults):
    """Looks up fields of rows that a query gives."""

    def stored(self, at: ScopeId, expr: Attribute) -> Traced | None:
        """Return the path in a field of a row, if all that is put there is in one place."""
        owners = self._fields_of_rows.get(expr.attr)
        if not owners:
            return None
        rows = set(self._rows(at, expr.value, 0)) & owners
        if len(rows) != 1:
            return None
        class_id = rows.pop()
        found: dict[str, Traced] = {}
        for scope, value in self._put(class_id, expr.attr):
            traced = self.trace(scope, value)
            if not traced.text:
                continue
            if not (texts.is_rooted(traced.text) and texts.is_path(traced.text)):
                return None
            found.setdefault(texts.key_of(traced.text), traced)
        if len(found) != 1:
            return None
        key, only = found.popitem()
        if not texts.is_open(only.text):
            return only
        own = texts.token(
            texts.OPEN, f"row {class_id.file}.{class_id.scope}.{expr.attr}", expr.attr
        )
        return Traced(texts.joined([key, own]), only.names)

    @cached_property
    def _fields_of_rows(self) -> dict[str, set[ScopeId]]:
        """Classes whose objects are rows, by the names of their fields."""
        found: dict[str, set[ScopeId]] = defaultdict(set)
        for class_id in self.program.classes:
            if self._is_row(class_id):
                for name in self.program.bindings(class_id):
                    found[name].add(class_id)
        return found

    def _rows(self, at: ScopeId, expr: ExprUnion, depth: int) -> Iterator[ScopeId]:
        """Yield the classes of rows that an expression asks a database for."""
        if depth > MOST_STEPS:
            return
        for ref in self.evaluator.evaluate(at, expr):
            if isinstance(ref.value, ClassValue):
                yield ref.value.id
            elif isinstance(ref.value, InstanceValue):
                yield ref.value.class_id
        if isinstance(expr, Result):
            yield from self._asked(at, expr.call, depth)
        elif isinstance(expr, Name):
            for binding in self.program.bindings(at).get(expr.id, ()):
                if binding.how in GIVING:
                    yield from self._rows(at, binding.value, depth + 1)
        elif isinstance(expr, (Attribute, Item, Element, Entered, Unpacked)):
            yield from self._rows(at, expr.value, depth + 1)

    def _asked(self, at: ScopeId, number: int, depth: int) -> Iterator[ScopeId]:
        """Yield the classes of rows that a call is about."""
        call = self.program.scope(at).calls[number]
        own = [
            ref.value.id
            for ref in self.evaluator.evaluate(at, call.func)
            if isinstance(ref.value, FunctionValue)
        ]
        for function in own:
            for expr in self.program.scope(function).returns:
                yield from self._rows(function, expr, depth + 1)
        if not own:
            inner = (call.func.value,) if isinstance(call.func, Attribute) else ()
            for part in (*inner, *call.args):
                yield from self._rows(at, part, depth + 1)

    def _put(self, class_id: ScopeId, attr: str) -> Iterator[tuple[ScopeId, ExprUnion]]:
        """Yield what is put into a field, where it is made and where it is assigned."""
        made = [self.program.scope(class_id).name, *CREATES]
        for name in made:
            for site in self.program.calls_by_name.get(name, ())[:MOST_SITES]:
                at, call = ScopeId(site.file, site.scope), self.program.call(site)
                value = dict(call.keywords).get(attr)
                if site.argument < 0 and value is not None and self._makes(at, call.func, class_id):
                    yield at, value
        for write_site in self.program.attribute_writes.get(attr, ())[:MOST_SITES]:
            at = ScopeId(write_site.file, write_site.scope)
            write = self.program.write(write_site)
            if isinstance(write.target, Attribute) and class_id in self._rows(
                at, write.target.value, 0
            ):
                yield at, write.value

    def _makes(self, at: ScopeId, func: ExprUnion, class_id: ScopeId) -> bool:
        """Whether a call of FUNC makes a row of a class: the class, or one of its managers."""
        if isinstance(func, Attribute) and func.attr in CREATES:
            func = func.value
            if isinstance(func, Attribute):
                func = func.value
        return any(ref.value == ClassValue(class_id) for ref in self.evaluator.evaluate(at, func))
