"""Everything that has been linked, for those who look for states and holdings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.holding import Use
from hidden_state.project.state import ChainStep, Entrance

if TYPE_CHECKING:
    from hidden_state.project.calls.graph import CallGraph
    from hidden_state.project.entries.entries import EntryPoints
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.phases import Chain, Phases
    from hidden_state.project.places.places import Places
    from hidden_state.project.records import EntryPoint, ScopeId


class Linked(NamedTuple):
    """The parts of a linked project."""

    evaluator: Evaluator
    graph: CallGraph
    entries: EntryPoints
    phases: Phases
    places: Places

    def use(self, at: ScopeId, line: int, column: int, how: str, chain: Chain) -> Use:
        """Return the use at one line of scope AT, which CHAIN leads to."""
        program = self.evaluator.program
        path = program.paths[at.file]
        steps = tuple(
            ChainStep(
                program.paths[step.function.file], step.line, program.qualified_name(step.function)
            )
            for step in chain.steps
        )
        last = ChainStep(path, line, program.qualified_name(at))
        return Use(path, line, column, how, (*steps, last))

    def entrance(self, entry: EntryPoint) -> Entrance:
        """Return an entry point in the words of a finding."""
        path = self.evaluator.program.paths[entry.file]
        return Entrance(entry.kind, entry.name, path, entry.line, entry.library)
