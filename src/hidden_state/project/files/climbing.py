"""From the parameters of a path up to the callers who know them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.files import text as texts
from hidden_state.project.files.queued import Handed, Queued
from hidden_state.project.phases import Chain, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.project.files.core import Named, Traced
    from hidden_state.project.files.tracing import Tracing
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import Edge, ScopeId

MOST_CLIMBS = 5
MOST_CALLERS = 24


class Climbed(NamedTuple):
    """A path as callers complete it: `top` is the outermost one, `steps` lead down from there."""

    text: str
    names: tuple[Named, ...]
    top: ScopeId
    steps: tuple[Step, ...] = ()


class Climbing:
    """Completes paths with what callers pass."""

    def __init__(self, linked: Linked, tracing: Tracing) -> None:
        """Take the linked project and what traces paths."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._queued = Queued(linked)
        self.tracing = tracing

    def all(
        self, at: ScopeId, expr: ExprUnion, serving: bool = True, call: Call | None = None
    ) -> list[Climbed]:
        """Return what EXPR, given to CALL, is for each caller of AT that serves, or for all."""
        found = self.tracing.given(at, expr, call)
        return self.completed(at, found.text, found.names, serving)

    def completed(
        self, at: ScopeId, text: str, names: tuple[Named, ...], serving: bool = True
    ) -> list[Climbed]:
        """Return what a path of scope AT is for each of its callers."""
        start = Climbed(text, names, at)
        return list(dict.fromkeys(self._climb(at, start, serving, frozenset())))

    def out_of(
        self, at: ScopeId, expr: ExprUnion, calls: Sequence[tuple[ScopeId, Edge]]
    ) -> list[Climbed]:
        """Return what EXPR, read in scope AT, is for each of its callers, serving or not.

        CALLS are the functions that were entered on the way to it and how, the innermost last.
        """
        found = self.tracing.trace(at, expr)
        item = Climbed(found.text, found.names, at)
        for function, edge in reversed(calls):
            names = self._parameters(function, item.text)
            item = self._completed(function, item, edge, names) or item
            item = item._replace(top=edge.caller)
        return list(dict.fromkeys(self._climb(item.top, item, False, frozenset())))

    def chain(self, climbed: Climbed) -> Chain | None:
        """Return the chain that serves the outermost caller, and goes on down from there."""
        chain = self._linked.phases.chain(climbed.top)
        if chain is None or not climbed.steps:
            return chain
        return Chain(chain.entry, (*chain.steps, *climbed.steps), chain.weak)

    def _climb(
        self, at: ScopeId, item: Climbed, serving: bool, seen: frozenset[ScopeId]
    ) -> Iterator[Climbed]:
        names = self._parameters(at, item.text)
        if not names or len(seen) >= MOST_CLIMBS or at in seen:
            yield item
            return
        edges = [
            edge
            for edge in self._evaluator.callers(at)
            if not edge.weak
            and edge.call >= 0
            and (
                not serving
                or (edge.caller.scope > 0 and self._linked.phases.chain(edge.caller) is not None)
            )
        ]
        climbed = False
        for edge in edges[:MOST_CALLERS]:
            completed = self._completed(at, item, edge, names)
            if completed is not None:
                climbed = True
                yield from self._climb(edge.caller, completed, serving, seen | {at})
        handed = list(self._from_queue(at, item, names, serving, seen))
        yield from handed
        if not handed and (not climbed or self._linked.phases.serving_entry(at) is not None):
            yield item

    def _from_queue(
        self, at: ScopeId, item: Climbed, names: list[str], serving: bool, seen: frozenset[ScopeId]
    ) -> Iterator[Climbed]:
        """Yield a path with what a task is given where it is queued; the task still serves it."""
        for handed in self._queued.to(at)[:MOST_CALLERS]:
            if not serving or self._linked.phases.chain(handed.caller) is not None:
                completed = self._handed(at, item, handed, names)
                if completed is not None:
                    for found in self._climb(handed.caller, completed, serving, seen | {at}):
                        yield found._replace(top=item.top, steps=item.steps)

    def _handed(
        self, at: ScopeId, item: Climbed, handed: Handed, names: list[str]
    ) -> Climbed | None:
        given = [(name, handed.given[name]) for name in names if name in handed.given]
        traced = [(name, self.tracing.trace(handed.at, expr)) for name, expr in given]
        return self._put(at, item, traced)

    def _parameters(self, at: ScopeId, text: str) -> list[str]:
        """Return the parameters of a function that a path is made of."""
        if texts.OPEN not in text:
            return []
        return [
            parameter.name
            for parameter in self._program.scope(at).parameters
            if texts.variable(at, parameter.name) in text
        ]

    def _completed(
        self, at: ScopeId, item: Climbed, edge: Edge, names: list[str]
    ) -> Climbed | None:
        """Return a path with what the caller of EDGE passes; None where it passes nothing."""
        passed = [(name, self._passed(at, edge, name)) for name in names]
        found = self._put(at, item, [(name, each) for name, each in passed if each is not None])
        if found is None:
            return None
        return found._replace(top=edge.caller, steps=(Step(edge.caller, edge.line), *item.steps))

    def _put(
        self, at: ScopeId, item: Climbed, given: Sequence[tuple[str, Traced]]
    ) -> Climbed | None:
        """Return a path with what is GIVEN for parameters; None where nothing is."""
        text, known = item.text, item.names
        for name, traced in given:
            own = texts.variable(at, name)
            if text.startswith(own):
                known = (*known, *traced.names)
            text = texts.cleaned(text.replace(own, traced.text))
        return item._replace(text=text, names=known) if given else None

    def _passed(self, at: ScopeId, edge: Edge, name: str) -> Traced | None:
        passed = self._evaluator.passed(edge, at, name)
        if passed is not None:
            return self.tracing.trace(edge.caller, passed)
        for parameter in self._program.scope(at).parameters:
            if parameter.name == name and parameter.default is not None:
                return self.tracing.trace(self._program.parent(at), parameter.default)
        return None
