"""Which modules a process that serves loads."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.facts import Imported, Result
from hidden_state.project.evaluation.refs import APPLICATION
from hidden_state.project.records import ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.linked import Linked

ANSWERING = frozenset({"request", "websocket", "startup"})
"""When functions run of which a serving process alone has any."""


class ServingFiles:
    """Finds the files that define what serves, and what these import."""

    def __init__(self, linked: Linked) -> None:
        """Take the linked project."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program

    @cached_property
    def loaded(self) -> frozenset[int]:
        """The numbers of the files that a serving process loads."""
        found = {
            at.file
            for at, entries in self._linked.entries.by_function.items()
            if any(entry.runs in ANSWERING for entry in entries)
        }
        found.update(
            file for file in range(len(self._program.facts)) if self._has_application(file)
        )
        queue = list(found)
        for file in queue:
            for target in self._imports(file):
                if target not in found:
                    found.add(target)
                    queue.append(target)
        return frozenset(found)

    def makes_application(self, function: ScopeId) -> bool:
        """Whether FUNCTION makes, or returns, a framework's application."""
        scope = self._program.scope(function)
        values = [item.value for item in scope.bindings if isinstance(item.value, Result)]
        return any(
            ref.place == APPLICATION
            for value in (*values, *scope.returns)
            for ref in self._evaluator.evaluate(function, value)
        )

    def _has_application(self, file: int) -> bool:
        return self.makes_application(ScopeId(file, 0))

    def _imports(self, file: int) -> Iterator[int]:
        modules = self._program.modules
        for scope in self._program.facts[file].scopes:
            for binding in scope.bindings:
                value = binding.value
                if binding.how != "import" or not isinstance(value, Imported):
                    continue
                names = [value.module]
                if value.member is not None:
                    names.append(f"{value.module}.{value.member}".strip("."))
                for name in names:
                    if value.level:
                        yield modules.relative(name, value.level, file)[0]
                    else:
                        yield modules.absolute(name, file)
        parts = modules.parts[file]
        for size in range(1, len(parts)):
            yield modules.exact(parts[:size])
