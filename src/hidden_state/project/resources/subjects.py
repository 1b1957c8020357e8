"""Which calls make, and which use, the things that rows of the models name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute
from hidden_state.project.records import (
    ClassValue,
    ExternalInstance,
    ExternalValue,
    InstanceValue,
    ScopeId,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hidden_state.facts import Call
    from hidden_state.project.holding import Use
    from hidden_state.project.linked import Linked
    from hidden_state.project.phases import Chain
    from hidden_state.project.records import Place
    from hidden_state.project.sites import CallSite


class Subjects:
    """Finds the calls of outside names, by whatever name, and of classes that inherit them."""

    def __init__(self, linked: Linked, names: Collection[str]) -> None:
        """Take the linked project and the public NAMES that count."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._names = names

    def calls(self) -> Iterator[tuple[ScopeId, CallSite, Call, str]]:
        """Yield every call that makes or runs one of the names: scope, site, call, name."""
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
        for ref in self._evaluator.evaluate(at, call.func):
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

    def method_calls(
        self, methods: Collection[str], subject: str, places: Collection[Place]
    ) -> Iterator[tuple[ScopeId, Call, str]]:
        """Yield the calls of METHODS on what SUBJECT makes: scope, call, method.

        Where both are known, only those on an object that is kept in one of PLACES.
        """
        for method in methods:
            for site in self._program.calls_by_name.get(method, ()):
                at = ScopeId(site.file, site.scope)
                call = self._program.call(site)
                if site.argument >= 0 or not isinstance(call.func, Attribute):
                    continue
                refs = self._evaluator.evaluate(at, call.func.value)
                if any(
                    self._is_of(ref.value, subject)
                    and (ref.place is None or not places or ref.place in places)
                    for ref in refs
                ):
                    yield at, call, method

    def serving_uses(
        self, methods: Collection[str], subject: str, places: Collection[Place]
    ) -> Iterator[tuple[Chain, Use]]:
        """Yield the calls of METHODS while serving, each with the chain that leads to it."""
        for at, call, method in self.method_calls(methods, subject, places):
            chain = self._linked.phases.chain(at)
            if chain is not None:
                yield chain, self._linked.use(at, call.line, call.column, f"{method}()", chain)

    def _is_of(self, value: object, subject: str) -> bool:
        match value:
            case ExternalInstance(name) | ExternalValue(name):
                return self._row_name(name) == subject
            case InstanceValue(class_id):
                bases = self._evaluator.classes.external_bases(class_id)
                return any(self._row_name(base) == subject for base in bases)
            case _:
                return False
