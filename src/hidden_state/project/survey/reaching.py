"""Which entry points reach a state, each by its shortest way."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.phases import SERVING, Chain, Step
from hidden_state.project.records import NOWHERE, ScopeId
from hidden_state.project.state import ChainStep
from hidden_state.project.survey.dependents import DEPENDENCY, Dependents
from hidden_state.survey import Reach, Served
from hidden_state.words import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.finding import Entry, Finding
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import EntryPoint
    from hidden_state.project.state import Entrance
    from hidden_state.project.survey.tables import Tables


class Reaching:
    """Climbs from the writes and uses of findings."""

    def __init__(self, linked: Linked, tables: Tables) -> None:
        """Take the linked project, and TABLES to put the ways into."""
        self._linked = linked
        self._program = linked.evaluator.program
        self._tables = tables
        self.dependents = Dependents(linked.evaluator, linked.phases.is_entry)
        self._files = {path: file for file, path in enumerate(self._program.paths)}
        self._chains: dict[ScopeId, tuple[tuple[int, Chain], ...]] = {}

    @cached_property
    def served(self) -> tuple[Served, ...]:
        """All entry points that serve, by file and line."""
        found = {
            _key(entrance): entrance
            for entries in self._linked.entries.by_function.values()
            for entry in entries
            if entry.runs in SERVING and not self._is_passed_over(entry)
            for entrance in [self._linked.entrance(entry)]
        }
        return tuple(
            Served(item.kind, item.name, item.path, item.line, self._package(item.library))
            for _, item in sorted(found.items())
        )

    def _package(self, library: str) -> str:
        """Return LIBRARY if it is one, '' if it is the name of a model of several."""
        names = set(map(normalised, self._linked.evaluator.models.distributions(library)))
        return library if len(names) == 1 or normalised(library) in names else ""

    def _is_passed_over(self, entry: EntryPoint) -> bool:
        """Whether ENTRY is a dependency that is told of at the entry points that ask for it."""
        return entry.kind == DEPENDENCY and self.dependents.all_known(entry.function)

    @cached_property
    def _numbers(self) -> dict[tuple[str, int, str, str], int]:
        return {_key(item): number for number, item in enumerate(self.served)}

    def numbers_of(self, entry: EntryPoint) -> tuple[int, ...]:
        """Return the number of ENTRY, none if it is told of elsewhere."""
        number = self._numbers.get(_key(self._linked.entrance(entry)))
        return () if number is None else (number,)

    def of(self, finding: Finding) -> tuple[Reach, ...]:
        """Return every entry point that reaches a write or use of FINDING, once."""
        found: dict[int, _Way] = {}
        for way in (*self._proven(finding), *self._climbed(finding)):
            if way.entry not in found or len(way.steps) < len(found[way.entry].steps):
                found[way.entry] = way
        return tuple(self._reach(found[entry]) for entry in sorted(found))

    def _proven(self, finding: Finding) -> Iterator[_Way]:
        """Yield the way that FINDING itself gives."""
        entry = finding.entry
        if entry is None or not finding.chain:
            return
        number = self._numbers.get(_key(entry))
        if number is not None:
            steps = tuple(ChainStep(step.path, step.line, step.function) for step in finding.chain)
            how = finding.writes[0].how if finding.writes else "used"
            yield _Way(number, steps[:-1], steps[-1], how)

    def _climbed(self, finding: Finding) -> Iterator[_Way]:
        for write in finding.writes:
            at, chains = self._writer(write.path, write.line)
            if chains:
                name = self._program.qualified_name(at)
                last = ChainStep(write.path, write.line, name)
                for number, chain in chains:
                    yield _Way(number, chain.steps, last, write.how)

    def _reach(self, way: _Way) -> Reach:
        steps = tuple(
            step if isinstance(step, ChainStep) else self._step(step) for step in way.steps
        )
        return Reach(way.entry, self._tables.way((*steps, way.last)), way.how)

    def _step(self, step: Step) -> ChainStep:
        at = step.function
        return ChainStep(self._program.paths[at.file], step.line, self._program.qualified_name(at))

    def _writer(self, path: str, line: int) -> tuple[ScopeId, tuple[tuple[int, Chain], ...]]:
        """Return the innermost function around a LINE that serving reaches, and by which ways."""
        for at in self._around(path, line):
            chains = self._chains_to(at)
            if chains:
                return at, chains
        return NOWHERE, ()

    def _chains_to(self, at: ScopeId) -> tuple[tuple[int, Chain], ...]:
        if at not in self._chains:
            self._chains[at] = ()
            shortest: dict[int, Chain] = {}
            for chain in self._expanded(self._linked.phases.chains(at)):
                number = self._numbers[_key(self._linked.entrance(chain.entry))]
                if number not in shortest or len(chain.steps) < len(shortest[number].steps):
                    shortest[number] = chain
            self._chains[at] = tuple(sorted(shortest.items(), key=lambda item: item[0]))
        return self._chains[at]

    def _expanded(self, chains: Iterable[Chain]) -> Iterator[Chain]:
        """Yield CHAINS, those from a dependency with the way of each function that asks for it."""
        for chain in chains:
            if not self._is_passed_over(chain.entry):
                yield chain
            if chain.entry.kind == DEPENDENCY:
                for user in self.dependents.of(chain.entry.function):
                    step = Step(user, self._program.scope(user).line)
                    for _, outer in self._chains_to(user):
                        steps = (*outer.steps, step, *chain.steps)
                        yield Chain(outer.entry, steps, outer.weak or chain.weak)

    def _around(self, path: str, line: int) -> list[ScopeId]:
        """Return the functions that a LINE is in, the innermost first."""
        file = self._files.get(path)
        if file is None:
            return []
        found = [
            (scope.line, number)
            for number, scope in enumerate(self._program.facts[file].scopes)
            if scope.kind in ("function", "lambda") and scope.line <= line <= scope.end_line
        ]
        return [ScopeId(file, number) for _, number in sorted(found, reverse=True)]


class _Way(NamedTuple):
    """A way to a state: the calls before `last`, which is the write or use."""

    entry: int
    steps: tuple[Step, ...] | tuple[ChainStep, ...]
    last: ChainStep
    how: str


def _key(entry: Entry | Entrance | Served) -> tuple[str, int, str, str]:
    """Return what tells entry points apart."""
    return (entry.path, entry.line, entry.name, entry.kind)
