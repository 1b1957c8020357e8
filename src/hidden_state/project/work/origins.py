"""How a process that serves comes to run something: while serving, or as it starts."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Compare, Literal, Name, Result
from hidden_state.project.evaluation.refs import APPLICATION
from hidden_state.project.records import ScopeId
from hidden_state.project.resources.serving_files import serving_files
from hidden_state.project.state import ChainStep, Entrance

if TYPE_CHECKING:
    from hidden_state.facts import Scope
    from hidden_state.finding import Confidence
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import Edge

MOST_FUNCTIONS = 400
ANSWERING = frozenset({"request", "websocket", "startup"})
"""When functions run of which a serving process alone has any."""
MAIN = Compare("==", Name("__name__"), Literal("__main__"))


class Origin(NamedTuple):
    """Where it begins, the calls from there, and whether that is sure."""

    entrance: Entrance
    steps: tuple[ChainStep, ...]
    confidence: Confidence


class Origins:
    """Finds the ways from the start of a serving process, or from a request, to a call."""

    def __init__(self, linked: Linked) -> None:
        """Start with no call asked for."""
        self._linked = linked
        self._program = linked.evaluator.program
        self._of: dict[ScopeId, Origin | None] = {}

    @cached_property
    def loaded(self) -> frozenset[int]:
        """The numbers of the files that a serving process loads."""
        return serving_files(self._linked, ANSWERING)

    def of_call(self, at: ScopeId, line: int, block: int) -> Origin | None:
        """Return how a serving process comes to a call in scope AT; None where it does not."""
        if at.scope == 0:
            found = self._of_module(at.file, block)
            if found is None:
                return None
        else:
            if at not in self._of:
                self._of[at] = self._search(at)
            found = self._of[at]
            if found is None:
                return None
        return found._replace(steps=(*found.steps, self._step(at, line)))

    def may_serve(self, function: ScopeId) -> bool:
        """Whether a request may reach FUNCTION by a call that does not resolve, as far as is known.

        So it is where a caller of it is a method that is called on an object that is not known.
        """
        seen = {function}
        queue = [function]
        for at in queue:
            if self._linked.entries.by_function.get(at):
                continue
            edges = [edge for edge in self._linked.graph.callers(at) if not edge.weak]
            if not edges and at.file in self.loaded and self._is_called_on_others(at):
                return True
            for edge in edges:
                if edge.caller.scope > 0 and edge.caller not in seen and len(seen) < MOST_FUNCTIONS:
                    seen.add(edge.caller)
                    queue.append(edge.caller)
        return False

    def _is_called_on_others(self, at: ScopeId) -> bool:
        name = self._program.scope(at).name
        return self._program.enclosing_class(at) is not None and any(
            site.argument < 0 and self._linked.phases.chain(ScopeId(site.file, site.scope))
            for site in self._program.calls_by_name.get(name, ())
        )

    def _search(self, function: ScopeId) -> Origin | None:
        chain = self._linked.phases.chain(function)
        if chain is not None:
            steps = tuple(self._step(step.function, step.line) for step in chain.steps)
            sure: Confidence = "likely" if chain.weak else "certain"
            return Origin(self._linked.entrance(chain.entry), steps, sure)
        return self._climb(function)

    def _climb(self, function: ScopeId) -> Origin | None:
        """Look upwards for the start of the process, nearest callers first."""
        after: dict[ScopeId, tuple[ScopeId, Edge] | None] = {function: None}
        unknown: Origin | None = None
        queue = [function]
        for at in queue:
            entries = self._linked.entries.by_function.get(at, ())
            edges = [edge for edge in self._linked.graph.callers(at) if not edge.weak]
            entrance = self._begins(at)
            if entrance is not None:
                return Origin(entrance, self._walk(at, after), "certain")
            if entries:
                continue
            if unknown is None and not edges and self._is_for_others(at, after):
                unknown = Origin(self._entrance("function", at), self._walk(at, after), "likely")
            for edge in edges:
                caller = edge.caller
                if caller in after or len(after) > MOST_FUNCTIONS:
                    continue
                after[caller] = (at, edge)
                if self._program.scope(caller).kind == "function":
                    queue.append(caller)
                    continue
                found = self._of_module(caller.file, self._block(edge))
                if found is not None:
                    return found._replace(steps=self._walk(caller, after))
        return unknown

    def _is_for_others(
        self, function: ScopeId, after: dict[ScopeId, tuple[ScopeId, Edge] | None]
    ) -> bool:
        """Whether a serving process may call FUNCTION, which nothing here calls by its name."""
        scope = self._program.scope(function)
        if scope.parent != 0 or function.file not in self.loaded:
            return False
        if scope.name in self._program.calls_by_name:
            return False
        link = after[function]
        while link is not None:
            if link[1].argument >= 0 or link[1].call < 0:
                return False
            link = after[link[0]]
        return True

    def _begins(self, at: ScopeId) -> Entrance | None:
        """Return the entrance that a function is, if it runs as a serving process starts."""
        entries = self._linked.entries.by_function.get(at, ())
        for entry in entries:
            if entry.runs == "startup":
                return self._linked.entrance(entry)
        if not entries and self._makes_application(at):
            return self._entrance("application factory", at)
        return None

    def _makes_application(self, function: ScopeId) -> bool:
        """Whether FUNCTION makes, or returns, a framework's application."""
        scope = self._program.scope(function)
        values = [item.value for item in scope.bindings if isinstance(item.value, Result)]
        return any(
            ref.place == APPLICATION
            for value in (*values, *scope.returns)
            for ref in self._linked.evaluator.evaluate(function, value)
        )

    def _of_module(self, file: int, block: int) -> Origin | None:
        """Return the import of a module as an origin, if a serving process loads it."""
        at = ScopeId(file, 0)
        if file not in self.loaded:
            return None
        name = ".".join(self._program.modules.parts[file])
        kind = "script" if _is_main(self._program.scope(at), block) else "module"
        entrance = Entrance(kind, name, self._program.paths[file], 1, "")
        return Origin(entrance, (), "certain")

    def _block(self, edge: Edge) -> int:
        calls = self._program.scope(edge.caller).calls
        return calls[edge.call].block if 0 <= edge.call < len(calls) else 0

    def _entrance(self, kind: str, function: ScopeId) -> Entrance:
        scope = self._program.scope(function)
        return Entrance(kind, scope.name, self._program.paths[function.file], scope.line, "")

    def _walk(
        self, start: ScopeId, after: dict[ScopeId, tuple[ScopeId, Edge] | None]
    ) -> tuple[ChainStep, ...]:
        steps: list[ChainStep] = []
        at, link = start, after[start]
        while link is not None:
            steps.append(self._step(at, link[1].line))
            at = link[0]
            link = after[at]
        return tuple(steps)

    def _step(self, at: ScopeId, line: int) -> ChainStep:
        path = self._program.paths[at.file]
        return ChainStep(path, line, self._program.qualified_name(at))


def _is_main(scope: Scope, block: int) -> bool:
    """Whether a block runs only where the file is the script."""
    while block > 0:
        found = scope.blocks[block - 1]
        if found.test == MAIN:
            return True
        block = found.parent
    return False
