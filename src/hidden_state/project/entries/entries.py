"""Entry points: what the outside world runs, found through the models."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from hidden_state.project.entries.consuming import consumer_loops, consumers
from hidden_state.project.entries.making import EntryMaker
from hidden_state.project.entries.registration import Registrations
from hidden_state.project.entries.settings import Settings
from hidden_state.project.entries.shapes import Shapes

if TYPE_CHECKING:
    from hidden_state.project.calls.graph import CallGraph
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import EntryPoint, ScopeId


class EntryPoints:
    """All entry points of a project, by function."""

    def __init__(self, evaluator: Evaluator, graph: CallGraph) -> None:
        """Discover them; entry parameter types go to the evaluator as they are found."""
        self._parameters = evaluator.entry_parameters
        self.by_function: dict[ScopeId, list[EntryPoint]] = {}
        maker = EntryMaker(evaluator)
        self.class_life = maker.class_life
        registrations = Registrations(evaluator, graph, maker)
        shapes = Shapes(evaluator, maker)
        for entry in chain(
            registrations.decorated(),
            shapes.based(),
            registrations.called(),
            Settings(evaluator, maker).named(),
            shapes.protocols(self.by_function),
        ):
            self._add(entry)
        self.loops: dict[ScopeId, int] = {}
        """Where in functions that serve message after message the loop begins, by line."""
        for entry, line in consumer_loops(evaluator):
            self._add(entry)
            self.loops[entry.function] = line
        for class_id in consumers(evaluator.program, self.by_function, self.loops):
            self.class_life.setdefault(class_id, "process")
        for function in [at for at in self.by_function if at.file in shapes.offline_files]:
            if function in self.loops:
                continue
            offline = [item for item in self.by_function[function] if item.runs == "offline"]
            self.by_function[function] = offline
        evaluator.forget(set(evaluator.entry_parameters))

    def _add(self, entry: EntryPoint) -> None:
        known = self.by_function.setdefault(entry.function, [])
        if not any(item.name == entry.name and item.runs == entry.runs for item in known):
            known.append(entry)
        if entry.parameters:
            self._parameters.setdefault(entry.function, entry.parameters)
