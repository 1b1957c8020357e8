"""The questions that a rule may ask of a linked project."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import cached_property, partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hidden_state.logs import Logs
from hidden_state.project.calls.graph import CallGraph
from hidden_state.project.deeds import judged_by_deeds
from hidden_state.project.entries.entries import EntryPoints
from hidden_state.project.evaluation.evaluator import Evaluator
from hidden_state.project.failure import attempt
from hidden_state.project.files.calls import FileCalls
from hidden_state.project.files.field_storages import field_storages
from hidden_state.project.files.storages import framework_storages
from hidden_state.project.files.written import written_files
from hidden_state.project.gathered import gathered_states, is_about_messages
from hidden_state.project.identity.locks import process_locks
from hidden_state.project.identity.names import process_names
from hidden_state.project.identity.secrets import process_secrets
from hidden_state.project.knowledge import Knowledge
from hidden_state.project.linked import Linked
from hidden_state.project.logs.configured import configured_logs
from hidden_state.project.overlaps import each_once
from hidden_state.project.phases import Phases
from hidden_state.project.places.places import Places
from hidden_state.project.program import Program
from hidden_state.project.resources.chosen import chosen_resources
from hidden_state.project.resources.made import made_resources
from hidden_state.project.resources.pickled import pickled_objects
from hidden_state.project.scaling.folders import folder_of
from hidden_state.project.scaling.workers import coded_workers
from hidden_state.project.settings.lookup import Settings
from hidden_state.project.shared import Shared, shared_objects
from hidden_state.project.states import States
from hidden_state.project.work.effects import Effects
from hidden_state.scaling import scales

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from hidden_state.facts import Facts
    from hidden_state.finding import Finding
    from hidden_state.models.tables import Models
    from hidden_state.oracle import Oracle
    from hidden_state.project.holding import Holding
    from hidden_state.project.state import State
    from hidden_state.scaling import Assigned, Scaling
    from hidden_state.survey import Survey

NO_LOGS = Logs()
RECURSION_LIMIT = 6000
FINDERS: tuple[Callable[[Linked], Iterable[Holding]], ...] = (
    made_resources,
    framework_storages,
    field_storages,
    chosen_resources,
    process_secrets,
    written_files,
    process_locks,
    process_names,
    judged_by_deeds,
    pickled_objects,
    configured_logs,
)
"""Each looks for holdings of some kinds."""


class Project:
    """All files of an application, linked on demand."""

    def __init__(
        self,
        program: Program,
        models: Models,
        dependencies: frozenset[str] = frozenset(),
        oracle: Oracle | None = None,
        chosen: tuple[str, ...] = (),
        deployed: tuple[Scaling, ...] = (),
        logs: Logs = NO_LOGS,
        environment: Mapping[str, Assigned] | None = None,
    ) -> None:
        """Take the facts of all files, what is known of libraries, and DEPENDENCIES by name.

        CHOSEN are the settings modules that the configuration says to hold, DEPLOYED is what files
        that are no code say of workers and replicas, LOGS what they say of logs, ENVIRONMENT what
        they set variables to.
        """
        self._environment = environment or {}
        self._logs = logs
        self._chosen = chosen
        self._deployed = deployed
        self._oracle = oracle
        self.program = program
        self.models = models
        self.dependencies = dependencies
        self.failures: list[str] = []

    @cached_property
    def states(self) -> tuple[State, ...]:
        """Everything that outlives requests and is changed while serving."""
        with deep_recursion():
            linked = self._linked
            built = attempt("states", States(linked).build, self.failures)
            gathered = attempt("gathered", partial(gathered_states, linked), self.failures)
            return tuple(state for state in (*built, *gathered) if not is_about_messages(state))

    @cached_property
    def holdings(self) -> tuple[Holding, ...]:
        """Everything else that keeps state in one instance, by file and line."""
        with deep_recursion():
            linked = self._linked
            found = [
                holding
                for find in FINDERS
                for holding in attempt(find.__name__, partial(find, linked), self.failures)
            ]
        once = each_once(found)
        return tuple(sorted(once, key=lambda item: (item.definition, item.kind, item.symbol)))

    @cached_property
    def scalings(self) -> tuple[Scaling, ...]:
        """What code and configuration say of workers, replicas and stickiness, by file and line.

        `hidden_state.scaling.scales` turns them into what a report says, in the same order.
        """
        with deep_recursion():
            coded = attempt("scalings", partial(coded_workers, self._linked), self.failures)
        found = (*self._deployed, *coded)
        return tuple(sorted(found, key=lambda item: (item.path, item.line, item.column)))

    @cached_property
    def serves(self) -> bool:
        """Whether anything in the project serves."""
        with deep_recursion():
            return self._linked.serves

    def folder_of(self, scaling: Scaling) -> str:
        """Return the folder, '' or with a `/` at its end, of the application that SCALING is about.

        It is where the modules of its target are looked for; where that is not known, the nearest
        folder around the file that holds code which serves.
        """
        with deep_recursion():
            return folder_of(self._linked, scaling)

    @cached_property
    def _linked(self) -> Linked:
        with deep_recursion():
            return self._link()

    def _link(self) -> Linked:
        knowledge = Knowledge(self.models, self.program.imported_packages, self._oracle)
        evaluator = Evaluator(self.program, knowledge)
        evaluator.environment = self._environment
        graph = CallGraph(evaluator)
        entries = EntryPoints(evaluator, graph)
        graph.settle(entries.by_function.__contains__)
        phases = Phases(graph, entries)
        evaluator.serves = lambda at: phases.chain(at) is not None
        places = Places(evaluator, graph, entries, phases)
        settings = Settings(evaluator, self._chosen)
        effects, file_calls = Effects(evaluator), FileCalls(evaluator)
        parts = (evaluator, graph, entries, phases, places, settings, effects, file_calls)
        return Linked(*parts, self._logs)

    @property
    def known_settings(self) -> tuple[str, ...]:
        """The dotted names of settings modules and classes that the configuration may name."""
        with deep_recursion():
            return self._linked.settings.known

    def hint(self, library: str, category: str) -> str | None:
        """Return what replaces a state of CATEGORY in a framework, None where no model says."""
        return self.models.hint(library, category)

    def reuse(self, category: str) -> str:
        """Return in words what the project has already for states of CATEGORY, '' if nothing."""
        for shared in self._shared:
            if category in shared.serves:
                return f"reuse `{shared.symbol}` from {shared.path}"
        for row in self.models.shared.values():
            known = self.dependencies.intersection(row.distributions)
            if category in row.serves and known:
                return f"{min(known)} is among the dependencies already"
        return ""

    def survey(self, findings: Iterable[Finding]) -> Survey:
        """Return what a report says of the project besides its FINDINGS; paths as in them."""
        from hidden_state.project.survey.survey import survey

        with deep_recursion():
            found = survey(self._linked, findings, self.failures)
        return replace(found, scales=scales(self.scalings))

    @cached_property
    def _shared(self) -> tuple[Shared, ...]:
        with deep_recursion():
            return shared_objects(self._linked)


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Allow the depth that resolving needs: some 20 frames for each of `DEEPEST` steps."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, RECURSION_LIMIT))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def link(
    files: Mapping[str, Facts],
    models: Models,
    dependencies: frozenset[str] = frozenset(),
    oracle: Oracle | None = None,
    chosen: tuple[str, ...] = (),
    deployed: tuple[Scaling, ...] = (),
    logs: Logs = NO_LOGS,
    environment: Mapping[str, Assigned] | None = None,
) -> Project:
    """Link FILES, facts by posix path relative to the root, of a project with DEPENDENCIES.

    Dependencies are names of distributions, normalised.  The ORACLE is asked what outside names
    are that no model covers.  CHOSEN are dotted names of the settings that hold, DEPLOYED is what
    files that are no code say of workers and replicas, LOGS what they say of logs, ENVIRONMENT what
    they set variables to.
    """
    return Project(
        Program(files), models, dependencies, oracle, chosen, deployed, logs, environment
    )
