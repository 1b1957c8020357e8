"""Objects of the project's own classes that are handed to a shared store as pickles."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Literal, Name, Result
from hidden_state.project.entries.rows import arguments
from hidden_state.project.holding import Holding
from hidden_state.project.records import ContainerValue, ExternalInstance, InstanceValue, ScopeId
from hidden_state.project.resources.chosen import chosen_resources
from hidden_state.project.resources.naming import dotted
from hidden_state.project.resources.subjects import Subjects
from hidden_state.project.resources.tracing import Made, Tracing
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.models.tables import ResourceRow
    from hidden_state.project.linked import Linked
    from hidden_state.project.phases import Chain

SHARED = frozenset({"client", "pool", "cache"})
"""Kinds of objects that pass on what they are given."""


class Handed(NamedTuple):
    """A call in scope `at` that hands over an object of class `class_id`, pickled."""

    class_id: ScopeId
    at: ScopeId
    call: Call
    chain: Chain
    row: ResourceRow | None


def pickled_objects(linked: Linked) -> Iterator[Holding]:
    """Yield the classes whose objects are pickled into what instances share, in calls' order."""
    if not linked.serves:
        return
    search = _Pickled(linked)
    found: dict[ScopeId, list[Handed]] = {}
    for handed in (*search.given(), *search.dumped()):
        found.setdefault(handed.class_id, []).append(handed)
    for handings in found.values():
        program = linked.evaluator.program
        handings.sort(
            key=lambda item: (item.chain.weak, program.paths[item.at.file], item.call.line)
        )
        yield _holding(linked, handings)


def _holding(linked: Linked, handings: list[Handed]) -> Holding:
    program = linked.evaluator.program
    first = handings[0]
    name = program.scope(first.class_id).name
    path = program.paths[first.at.file]
    written = dotted(first.call.func)
    line, column = first.call.line, first.call.column
    uses = [
        linked.use(item.at, item.call.line, item.call.column, dotted(item.call.func), item.chain)
        for item in handings
    ]
    return Holding(
        "format",
        "pickled",
        name,
        program.qualified_name(first.class_id),
        Span(path, line, column, line, column + len(written)),
        f"by `{written}()`",
        tuple(dict.fromkeys(uses)),
        linked.entrance(first.chain.entry),
        "likely" if first.chain.weak else "certain",
        instead=first.row.instead if first.row is not None else "",
        library=first.row.library if first.row is not None else "",
    )


class _Pickled:
    """One search for pickled objects."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        models = linked.evaluator.models
        self._rows = {
            name: row for name, rows in models.resources.items() for row in rows if row.pickles
        }
        self._dumps = [
            name
            for name, row in models.formats.items()
            if row.format == "pickle" and not row.loads and name.endswith("dumps")
        ]

    def given(self) -> Iterator[Handed]:
        """Yield the calls that pickle what they are given."""
        for at, _, call, subject in Subjects(self._linked, self._rows).calls():
            chain = self._linked.phases.chain(at)
            row = self._rows[subject]
            if chain is None or row.library in self._in_memory:
                continue
            for value in arguments(call, row.argument):
                for class_id in self._classes(at, value):
                    yield Handed(class_id, at, call, chain, row)

    def dumped(self) -> Iterator[Handed]:
        """Yield the calls on clients that are given what another call pickles."""
        subjects = list(Subjects(self._linked, self._dumps).calls())
        sites = frozenset(Made(at, site.call) for at, site, _, _ in subjects)
        tracing = Tracing(self._evaluator)
        for at in {at: None for at, *_ in subjects}:
            chain = self._linked.phases.chain(at)
            if chain is None:
                continue
            for call in self._program.scope(at).calls:
                if not self._is_shared(at, call):
                    continue
                for value in call.given:
                    for made in tracing.makers(at, value, sites):
                        dump = self._program.scope(made.at).calls[made.number]
                        for class_id in self._classes(made.at, next(iter(dump.args), None)):
                            yield Handed(class_id, at, call, chain, None)

    def _is_shared(self, at: ScopeId, call: Call) -> bool:
        """Whether CALL is of a method of a client of something that instances share."""
        if not isinstance(call.func, Attribute):
            return False
        return any(
            isinstance(ref.value, ExternalInstance)
            and self._evaluator.models.kind_of(ref.value.name) in SHARED
            for ref in self._evaluator.evaluate(at, call.func.value)
        )

    def _classes(self, at: ScopeId, value: ExprUnion | None) -> frozenset[ScopeId]:
        """Return the class of the project that VALUE, or an element of it, is of.

        Where it may be of several, it is what somebody hands to a store for others.
        """
        if value is None or isinstance(value, Literal) or self._is_anyones(at, value):
            return frozenset()
        found = set()
        for ref in self._evaluator.evaluate(at, value):
            if isinstance(ref.value, InstanceValue):
                found.add(ref.value.class_id)
            elif isinstance(ref.value, ContainerValue):
                for item in getattr(ref.value.display, "items", ()):
                    for inner in self._evaluator.evaluate(ref.value.scope, item):
                        if isinstance(inner.value, InstanceValue):
                            found.add(inner.value.class_id)
        found = {item for item in found if not self._is_enumeration(item)}
        return frozenset(found) if len(found) == 1 else frozenset()

    def _is_enumeration(self, class_id: ScopeId) -> bool:
        """Whether a class lists members: they are pickled by their values, without fields."""
        bases = self._evaluator.classes.external_bases(class_id)
        return any(base.partition(".")[0] == "enum" for base in bases)

    def _is_anyones(self, at: ScopeId, value: ExprUnion) -> bool:
        """Whether VALUE is what a function gives that a decorator is given."""
        values = [value]
        if isinstance(value, Name):
            values = [item.value for item in self._program.bindings(at).get(value.id, ())]
        local = self._program.local_names(at)
        parent = self._program.parent(at)
        if parent.scope <= 0:
            return False
        given = {parameter.name for parameter in self._program.scope(parent).parameters} - local
        calls = self._program.scope(at).calls
        funcs = [calls[item.call].func for item in values if isinstance(item, Result)]
        return any(isinstance(func, Name) and func.id in given for func in funcs)

    @cached_property
    def _in_memory(self) -> frozenset[str]:
        """The libraries whose cache is not shared, which is another finding."""
        return frozenset(
            holding.library
            for holding in chosen_resources(self._linked)
            if holding.kind == "cache backend"
        )
