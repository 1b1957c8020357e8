"""Which calls make, and which use, the things that rows of the models name."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute
from hidden_state.project.records import (
    ClassValue,
    ExternalInstance,
    ExternalValue,
    InstanceValue,
    ScopeId,
)
from hidden_state.project.resources.tracing import Made, Tracing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.project.linked import Linked
    from hidden_state.project.sites import CallSite


class Subjects:
    """Finds the calls of outside names, by whatever name, and of classes that inherit them."""

    def __init__(self, linked: Linked, names: Collection[str]) -> None:
        """Take the linked project and the public NAMES that count."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._names = names
        self._tracing = Tracing(linked.evaluator)

    def calls(self) -> Iterator[tuple[ScopeId, CallSite, Call, str]]:
        """Yield every call that makes or runs one of the names: scope, site, call, name."""
        yield from self._found

    @cached_property
    def _found(self) -> tuple[tuple[ScopeId, CallSite, Call, str], ...]:
        return tuple(self._calls())

    def _calls(self) -> Iterator[tuple[ScopeId, CallSite, Call, str]]:
        for last, owners in sorted(self._callees().items()):
            for site in self._program.calls_by_name.get(last, ()):
                if site.argument < 0:
                    at = ScopeId(site.file, site.scope)
                    call = self._program.call(site)
                    subject = self._subject(at, call, owners)
                    if subject is not None:
                        yield at, site, call, subject

    def _callees(self) -> dict[str, set[str]]:
        """Return the names by which rows are called: their own, aliases, subclasses."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in self._names:
            last = name.rpartition(".")[2]
            for alias in (last, *self._program.aliases.get(last, ())):
                found[alias].add(name)
        if found:
            for class_id in self._program.classes:
                for base in self._evaluator.classes.external_bases(class_id):
                    row = self._row_name(base)
                    if row is not None:
                        found[self._program.scope(class_id).name].add(row)
        return found

    def _row_name(self, name: str) -> str | None:
        """Return the name of the row for an outside name, or for what it inherits."""
        return next(
            (item for item in self._evaluator.models.names_of(name) if item in self._names), None
        )

    def _subject(self, at: ScopeId, call: Call, names: set[str]) -> str | None:
        for ref in self._evaluator.at_write(at, call.func, call.line, call.block):
            match ref.value:
                case ExternalValue(name):
                    found = self._row_name(name)
                    if found in names:
                        return found
                case ExternalInstance() if ref.place is not None and ref.place.name in names:
                    return ref.place.name
                case ClassValue(class_id):
                    for base in sorted(self._evaluator.classes.external_bases(class_id)):
                        found = self._row_name(base)
                        if found in names:
                            return found
                case _:
                    continue
        return self._method_subject(at, call, names)

    def _method_subject(self, at: ScopeId, call: Call, names: set[str]) -> str | None:
        """Return the row of a method whose result has a type of its own."""
        func = call.func
        if not isinstance(func, Attribute):
            return None
        for ref in self._evaluator.evaluate(at, func.value):
            if isinstance(ref.value, (ExternalValue, ExternalInstance)):
                found = self._row_name(f"{ref.value.name}.{func.attr}")
                if found in names:
                    return found
        return None

    def makers(self, at: ScopeId, expr: ExprUnion) -> Iterator[tuple[ScopeId, int, Call, str]]:
        """Yield the calls that may have made EXPR: scope, number, call, name."""
        known = self._tracing.makers(at, expr, self._sites)
        for where, site, call, subject in self._found:
            if Made(where, site.call) in known:
                yield where, site.call, call, subject

    def method_calls(
        self,
        methods: Collection[str],
        subject: str,
        made: Made,
        types: Collection[str] = (),
    ) -> Iterator[tuple[ScopeId, Call, str]]:
        """Yield the calls of METHODS on what the call MADE of SUBJECT gives: scope, call, method.

        Calls on what that gives, and on objects of the public TYPES, count as well, unless another
        call is known to have made the object.
        """
        for method in methods:
            for site in self._program.calls_by_name.get(method, ()):
                at = ScopeId(site.file, site.scope)
                call = self._program.call(site)
                if site.argument >= 0 or not isinstance(call.func, Attribute):
                    continue
                makers = self._tracing.makers(at, call.func.value, self._sites)
                if made in makers:
                    yield at, call, method
                elif not makers:
                    refs = self._evaluator.evaluate(at, call.func.value)
                    if any(self._is_on(ref.value, subject, types) for ref in refs):
                        yield at, call, method

    @cached_property
    def _sites(self) -> frozenset[Made]:
        return frozenset(Made(at, site.call) for at, site, _, _ in self._found)

    def _is_on(self, value: object, subject: str, types: Collection[str]) -> bool:
        """Whether VALUE is what SUBJECT makes, or is taken from that."""
        if isinstance(value, (ExternalInstance, ExternalValue)) and (
            value.name.startswith(f"{subject}.") or value.name in types
        ):
            return True
        return self._is_of(value, subject)

    def _is_of(self, value: object, subject: str) -> bool:
        match value:
            case ExternalInstance(name) | ExternalValue(name):
                return self._row_name(name) == subject
            case InstanceValue(class_id):
                bases = self._evaluator.classes.external_bases(class_id)
                return any(self._row_name(base) == subject for base in bases)
            case _:
                return False
