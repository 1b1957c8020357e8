"""Everything that has been linked, for those who look for states and holdings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.holding import Use
from hidden_state.project.phases import SERVING
from hidden_state.project.state import ChainStep, Entrance

if TYPE_CHECKING:
    from hidden_state.logs import Logs
    from hidden_state.project.calls.graph import CallGraph
    from hidden_state.project.entries.entries import EntryPoints
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.files.calls import FileCalls
    from hidden_state.project.phases import Chain, Phases
    from hidden_state.project.places.places import Places
    from hidden_state.project.records import EntryPoint, ScopeId
    from hidden_state.project.settings.lookup import Settings
    from hidden_state.project.work.effects import Effects

MOST_CALLERS = 200


class Linked(NamedTuple):
    """The parts of a linked project."""

    evaluator: Evaluator
    graph: CallGraph
    entries: EntryPoints
    phases: Phases
    places: Places
    settings: Settings
    effects: Effects
    file_calls: FileCalls
    logs: Logs

    @property
    def serves(self) -> bool:
        """Whether anything in the project serves."""
        return any(
            entry.runs in SERVING
            for entries in self.entries.by_function.values()
            for entry in entries
        )

    def is_offline(self, at: ScopeId) -> bool:
        """Whether only commands, migrations or tests run the function AT."""
        if self.phases.chain(at) is not None or at.scope == 0:
            return False
        seen = {at}
        queue = [at]
        for function in queue:
            runs = {entry.runs for entry in self.entries.by_function.get(function, ())}
            if runs:
                if runs != {"offline"}:
                    return False
                continue
            edges = [edge for edge in self.graph.callers(function) if not edge.weak]
            if function == at and not edges:
                return False
            for edge in edges:
                if edge.caller.scope == 0:
                    return False
                if edge.caller not in seen and len(seen) < MOST_CALLERS:
                    seen.add(edge.caller)
                    queue.append(edge.caller)
        return True

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
