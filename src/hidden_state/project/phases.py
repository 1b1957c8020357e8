"""When a function runs: the shortest way from an entry point that serves."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from msgspec import Struct

from hidden_state.project.records import EntryPoint, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.calls.graph import CallGraph
    from hidden_state.project.entries.entries import EntryPoints

SERVING = frozenset({"request", "websocket", "task", "message", "schedule", "signal", "hook"})
MOST_STEPS = 4000


class Step(Struct, frozen=True, gc=False):
    """`function` calls the next step at `line`."""

    function: ScopeId
    line: int


class Chain(Struct, frozen=True, gc=False):
    """The way from an entry point to a function; the function itself is not among the steps."""

    entry: EntryPoint
    steps: tuple[Step, ...]
    weak: bool


class Phases:
    """Finds and remembers the chains of functions."""

    def __init__(self, graph: CallGraph, entries: EntryPoints) -> None:
        """Start with no chain known."""
        self._graph = graph
        self._entries = entries
        self._chains: dict[ScopeId, Chain | None] = {}

    def serving_entry(self, function: ScopeId) -> EntryPoint | None:
        """Return the entry point that FUNCTION itself is while serving, if it is one."""
        for entry in self._entries.by_function.get(function, ()):
            if entry.runs in SERVING:
                return entry
        return None

    def is_entry(self, function: ScopeId) -> bool:
        """Whether the outside world runs FUNCTION, in whatever phase."""
        return function in self._entries.by_function

    def chain(self, function: ScopeId) -> Chain | None:
        """Return the shortest chain from a serving entry point to FUNCTION, if any."""
        if function not in self._chains:
            found = self._search(function, weak=True)
            if found is not None and found.weak:
                found = self._search(function, weak=False) or found
            self._chains[function] = found
        return self._chains[function]

    def serves_by_loop(self, function: ScopeId) -> bool:
        """Whether FUNCTION serves by going through messages: its object keeps books of that."""
        return function in self._entries.loops

    def precedes(self, function: ScopeId, line: int) -> bool:
        """Whether LINE of FUNCTION runs before the loop in which it serves begins."""
        return line < self._entries.loops.get(function, 0)

    def only_serves(self, function: ScopeId) -> bool:
        """Whether FUNCTION runs for requests and, as far as is known, at no other time."""
        if self.chain(function) is None:
            return False
        return self.serving_entry(function) is not None or all(
            edge.weak
            or (edge.argument >= 0 and edge.caller.scope == 0)
            or (edge.caller.scope > 0 and self.chain(edge.caller) is not None)
            for edge in self._graph.callers(function)
        )

    def chains(self, function: ScopeId) -> tuple[Chain, ...]:
        """Return the shortest chain to FUNCTION from each entry point that serves.

        Edges that rest on a name alone count only where there is no other way.
        """
        return tuple(self._climb(function, weak=False)) or tuple(self._climb(function, weak=True))

    def _search(self, function: ScopeId, weak: bool) -> Chain | None:
        return next(self._climb(function, weak), None)

    def _climb(self, function: ScopeId, weak: bool) -> Iterator[Chain]:
        """Look upwards, nearest callers first."""
        after: dict[ScopeId, tuple[ScopeId, int, bool] | None] = {function: None}
        queue = deque([function])
        is_reached = False
        loops = self._entries.loops
        while queue and len(after) < MOST_STEPS:
            at = queue.popleft()
            entries = self._entries.by_function.get(at)
            serving = [entry for entry in entries or () if entry.runs in SERVING]
            for entry in serving:
                is_reached = True
                yield _walk(entry, at, after)
            if entries and not serving:
                continue
            if at in self._chains and self._chains[at] is None:
                continue
            for edge in self._graph.callers(at):
                caller = edge.caller
                if caller.scope <= 0 or (edge.weak and not weak) or caller in after:
                    continue
                if not (loops and self.precedes(caller, edge.line)):
                    after[caller] = (at, edge.line, edge.weak)
                    queue.append(caller)
        if weak and not queue and not is_reached:
            self._chains.update(dict.fromkeys(after))


def _walk(
    entry: EntryPoint,
    start: ScopeId,
    after: dict[ScopeId, tuple[ScopeId, int, bool] | None],
) -> Chain:
    steps: list[Step] = []
    weak = False
    at = start
    link = after[at]
    while link is not None:
        steps.append(Step(at, link[1]))
        weak = weak or link[2]
        at = link[0]
        link = after[at]
    return Chain(entry, tuple(steps), weak)
