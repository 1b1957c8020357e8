"""Which entry points use a store that instances share."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute
from hidden_state.project.phases import SERVING
from hidden_state.project.records import (
    ClassValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    ScopeId,
)
from hidden_state.project.survey.dependents import DEPENDENCY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import EntryPoint, Place, Ref
    from hidden_state.project.survey.dependents import Dependents

USED = frozenset({"client", "engine", "pool", "query", "queue"})
"""What outside objects are whose methods reach a store."""
QUEUE = "a task queue"
Key = tuple[str, str, str]
"""What is used, and the path and the last name of the object, both '' where it is not known."""


class Used(NamedTuple):
    """The first place that uses something, and the function that it is in."""

    path: str
    line: int
    function: str


class Uses:
    """Finds the functions that use shared stores, and climbs from them."""

    def __init__(self, linked: Linked, dependents: Dependents) -> None:
        """Take the linked project, and what asks for dependencies."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._dependents = dependents
        self._beginnings = linked.evaluator.models.reports.uses
        self._handovers = linked.evaluator.models.handovers
        self._known: dict[str, str] = {}

    def by_key(self) -> dict[Key, tuple[set[EntryPoint], Used]]:
        """Return by what is used the entry points that do, and the first line that does."""
        users: dict[Key, dict[ScopeId, int]] = defaultdict(dict)
        for file, facts in enumerate(self._program.facts):
            for number, scope in enumerate(facts.scopes):
                if scope.kind in ("function", "lambda"):
                    at = ScopeId(file, number)
                    for call in scope.calls:
                        for key in self._used(at, call):
                            users[key].setdefault(at, call.line)
        found = {}
        for key, functions in users.items():
            served = {at for at in functions if self._linked.phases.chain(at) is not None}
            at = min(served or functions)
            name = self._program.scope(at).name
            place = Used(self._program.paths[at.file], functions[at], name)
            found[key] = (self._reached(functions), place)
        return found

    def _used(self, at: ScopeId, call: Call) -> Iterator[Key]:
        """Yield what CALL, made in AT, uses."""
        func = call.func
        if not isinstance(func, Attribute):
            return
        hands_on = self._handovers.get(func.attr) == "task"
        for ref in self._evaluator.evaluate(at, func.value):
            match ref.value:
                case ExternalInstance(name) | ExternalValue(name):
                    what = self._what(name)
                    if what:
                        yield (what, *self._place(ref))
                case InstanceValue(class_id) | ClassValue(class_id):
                    if self._evaluator.classes.method(class_id, func.attr) is None:
                        yield from self._inherited(class_id)
                case FunctionValue(function) if hands_on and self._is_task(function):
                    yield (QUEUE, "", "")
                case _:
                    continue

    def _inherited(self, class_id: ScopeId) -> Iterator[Key]:
        """Yield what a method uses that a class of the project has from outside."""
        for base in self._evaluator.classes.external_bases(class_id):
            what = self._beginning(base)
            is_row = self._handovers.get(base) == "row"
            if what and (is_row or self._evaluator.models.kind_of(base) in USED):
                yield (what, "", "")

    def _what(self, name: str) -> str:
        """Return the store that the methods of an outside object reach, '' if it reaches none."""
        if name not in self._known:
            what = self._beginning(name)
            is_used = bool(what) and self._evaluator.models.kind_of(name) in USED
            self._known[name] = what if is_used else ""
        return self._known[name]

    def _beginning(self, name: str) -> str:
        """Return what the models say of the longest beginning of NAME that they know."""
        while name and name not in self._beginnings:
            name = name.rpartition(".")[0]
        return self._beginnings.get(name, "")

    def _place(self, ref: Ref) -> tuple[str, str]:
        """Return the file and the last name of the place that an object is kept in."""
        place: Place | None = ref.place
        if place is None or place.scope.file < 0 or place.kind == "parameter":
            return "", ""
        last = next((step for step in reversed(place.path) if step != "[]"), place.name)
        return self._program.paths[place.scope.file], last

    def _is_task(self, function: ScopeId) -> bool:
        entries = self._linked.entries.by_function.get(function, ())
        return any(entry.runs == "task" for entry in entries)

    def _reached(self, functions: dict[ScopeId, int]) -> set[EntryPoint]:
        """Return the entry points that run one of FUNCTIONS, by calls that are sure."""
        seen = set(functions)
        queue = list(functions)
        found: set[EntryPoint] = set()
        for at in queue:
            entries = self._linked.entries.by_function.get(at, ())
            serving = [entry for entry in entries if entry.runs in SERVING]
            found.update(serving)
            if entries and not serving:
                continue
            callers = [
                edge.caller
                for edge in self._linked.graph.callers(at)
                if edge.caller.scope > 0 and not edge.weak
            ]
            if any(entry.kind == DEPENDENCY for entry in serving):
                callers.extend(self._dependents.of(at))
            for caller in callers:
                if caller not in seen:
                    seen.add(caller)
                    queue.append(caller)
        return found
