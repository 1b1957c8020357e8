"""Secrets that each process makes for itself."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from hidden_state.project.definitions import CONSTRUCTORS
from hidden_state.project.holding import Holding, Use
from hidden_state.project.identity.destinations import FIELD, GIVEN, KEPT, NAMED, Destinations
from hidden_state.project.identity.flow import Flow, is_factory
from hidden_state.project.identity.grounds import Grounds
from hidden_state.project.identity.naming import is_of_settings
from hidden_state.project.identity.origins import Origin, origins
from hidden_state.project.places.instances import Instances
from hidden_state.project.places.targets import Targets
from hidden_state.project.records import EnvironmentValue, ScopeId
from hidden_state.project.sites import FIRST_KEYWORD
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, Write
    from hidden_state.project.identity.destinations import Destination
    from hidden_state.project.identity.flow import Spread
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import Edge

MOST_ORIGINS = 2000
DEEPEST = 4


def process_secrets(linked: Linked) -> Iterator[Holding]:
    """Yield the secrets that are made at random in each process, or kept in a file of one."""
    first = list(origins(linked.evaluator, linked.evaluator.models.randoms))
    if first and linked.serves:
        yield from _Secrets(linked).all(first)


class _Secrets:
    """One search for the secrets of a project."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._program = linked.evaluator.program
        self._flow = Flow(linked.evaluator)
        self._destinations = Destinations(linked.evaluator)
        self._grounds = Grounds(linked)
        self._instances = Instances(linked.evaluator, Targets(linked.evaluator))

    def all(self, first: list[Origin]) -> Iterator[Holding]:
        found: dict[tuple[str, int], tuple[int, Holding]] = {}
        queue = deque(first)
        seen = {(origin.at, origin.call) for origin in first}
        while queue and len(seen) < MOST_ORIGINS:
            origin = queue.popleft()
            spread = self._flow.spread(origin.at, {origin.call}, set())
            if spread.shared:
                continue
            origin = origin._replace(filed=origin.filed or spread.filed)
            kept = self._best(origin, spread)
            if kept is not None:
                holding = self._holding(origin, kept)
                place = (holding.definition.path, holding.definition.line)
                if place not in found or kept.rank < found[place][0]:
                    found[place] = (kept.rank, holding)
            if kept is None or kept.rank > FIELD:
                for further in self._returned(origin, spread):
                    if (further.at, further.call) not in seen:
                        seen.add((further.at, further.call))
                        queue.append(further)
        yield from (holding for _, holding in found.values())

    def _best(self, origin: Origin, spread: Spread) -> Destination | None:
        """Return the surest place where the value is kept as long as the process lives."""
        return min(
            (item for item in self._reached(origin, spread) if self._counts(origin, spread, item)),
            key=lambda item: (item.rank, item.line),
            default=None,
        )

    def _reached(self, origin: Origin, spread: Spread) -> Iterator[Destination]:
        """Yield the destinations in the scope itself, and in functions that see its names."""
        for item in self._destinations.of(spread, origin.is_key):
            if not item.once or spread.at.scope == 0:
                yield item
        if spread.at.scope == 0 and spread.names:
            for number, scope in enumerate(self._program.facts[spread.at.file].scopes):
                if number and scope.kind != "class":
                    own = {item.name for item in scope.bindings}
                    own.update(item.name for item in scope.parameters)
                    names = set(spread.names) - own
                    if names:
                        inner = self._flow.spread(ScopeId(spread.at.file, number), set(), names)
                        yield from self._further(inner, origin)
        for inner in self._flow.inner(spread):
            yield from (item for item in self._further(inner, origin) if not item.once)

    def _further(self, inner: Spread, origin: Origin) -> Iterator[Destination]:
        """Yield where another function keeps the value that comes from here."""
        for item in self._destinations.of(inner, origin.is_key):
            yield item._replace(rank=GIVEN, line_of=None)

    def _counts(self, origin: Origin, spread: Spread, kept: Destination) -> bool:
        """Whether what is kept there is one secret of the process, and of one that serves."""
        at = spread.at
        line: Call | Write = kept.line_of or self._program.scope(origin.at).calls[origin.call]
        if self._grounds.is_for_trial(at, line):
            return False
        if origin.per_object and not self._is_of_settings(at):
            return False
        runs = self._grounds.runs(at)
        if runs == "import":
            return self._grounds.is_loaded(at.file)
        if kept.rank == KEPT:
            return runs != "offline"
        if kept.rank == NAMED:
            return runs in ("start", "unknown")
        if kept.rank == FIELD:
            return self._is_long_lived(at, kept, runs)
        return runs == "start"

    def _is_of_settings(self, at: ScopeId) -> bool:
        """Whether scope AT is a class of settings, of which there is one object."""
        if self._program.scope(at).kind != "class":
            return False
        bases = self._linked.evaluator.classes.external_bases(at)
        names = (self._program.scope(at).name, *(base.rpartition(".")[2] for base in bases))
        return any(map(is_of_settings, names))

    def _is_long_lived(self, at: ScopeId, kept: Destination, runs: str) -> bool:
        """Whether the object whose field the secret is lives as long as the process."""
        owner, _, attr = kept.symbol.partition(".")
        if runs == "offline":
            return False
        if runs == "start":
            return True
        if runs == "unknown":
            return attr.isupper() or is_of_settings(owner)
        if self._program.scope(at).name not in CONSTRUCTORS:
            return False
        if any(
            not edge.weak and self._grounds.runs(edge.caller) in ("import", "start")
            for edge in self._linked.graph.callers(at)
        ):
            return True
        class_id = self._program.enclosing_class(at)
        return class_id is not None and bool(self._instances.of_class(class_id))

    def _returned(self, origin: Origin, spread: Spread) -> Iterator[Origin]:
        """Yield the calls of the function that returns the value, where it does."""
        if spread.at.scope == 0 or origin.depth >= DEEPEST or not self._flow.returns(spread):
            return
        for edge in self._linked.graph.callers(spread.at):
            if edge.weak or edge.call < 0:
                continue
            further = origin._replace(at=edge.caller, call=edge.call, depth=origin.depth + 1)
            if edge.argument < 0:
                yield further
            elif is_factory(self._keyword(edge)):
                yield further._replace(per_object=True)

    def _keyword(self, edge: Edge) -> str:
        """Return the keyword by which a function is passed on; lambdas count from the first."""
        call = self._program.scope(edge.caller).calls[edge.call]
        number = edge.argument - FIRST_KEYWORD
        if number < 0:
            number = edge.argument - len(call.args)
        return call.keywords[number][0] if 0 <= number < len(call.keywords) else ""

    def _holding(self, origin: Origin, kept: Destination) -> Holding:
        path = self._program.paths[origin.at.file]
        call = self._program.scope(origin.at).calls[origin.call]
        if kept.rank == GIVEN:
            span = Span(path, call.line, call.column, call.line, call.column + len(kept.symbol))
        else:
            span = Span(path, kept.line, kept.column, kept.line, kept.end_column)
        uses: tuple[Use, ...] = ()
        if (origin.path, origin.line) != (span.path, span.line):
            last = origin.subject.rpartition(".")[2]
            uses = (Use(origin.path, origin.line, origin.column, f"{last}()"),)
        return Holding(
            "secret",
            "disk" if origin.filed else "memory",
            kept.symbol,
            origin.subject,
            span,
            self._reason(origin, kept),
            uses,
        )

    def _reason(self, origin: Origin, kept: Destination) -> str:
        parts = origin.subject.split(".")
        reason = f"by `{'.'.join(parts[-2:])}`"
        variables = sorted(
            {
                ref.value.variable
                for ref in self._linked.evaluator.evaluate(origin.at, kept.value)
                if isinstance(ref.value, EnvironmentValue) and ref.value.variable
            }
        )
        if variables:
            reason += f" unless `{variables[0]}` is set"
        return reason + (", kept in a local file" if origin.filed else "")
