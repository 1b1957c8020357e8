"""What calls do to what other instances see as well: rows of a database, files."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.models.doing import Does
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId

CHANGING = frozenset({"write", "delete", "move"})
DEEPEST = 3
"""So many calls away may something be for a lock to be there for it."""


class Deeds:
    """Finds what is read and changed, through the functions of the project that are called."""

    def __init__(self, linked: Linked) -> None:
        """Take the linked project."""
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._effects = linked.effects
        self._file_calls = linked.file_calls
        self._done: dict[ScopeId, tuple[Does, ...]] = {}

    def of_call(self, at: ScopeId, number: int) -> Iterator[Does]:
        """Yield what call NUMBER of scope AT does with rows and files, itself or by others."""
        call = self._program.scope(at).calls[number]
        yield from self._own(at, number)
        runs = [
            inner
            for ref in self._evaluator.evaluate(at, call.func)
            for inner in self._effects.run_by(ref)
        ]
        seen = set(runs)
        for _ in range(DEEPEST):
            for function in runs:
                yield from self._of_function(function)
            further = (inner for function in runs for inner in self._effects.own(function).runs)
            runs = [inner for inner in dict.fromkeys(further) if inner not in seen]
            seen.update(runs)

    def _of_function(self, function: ScopeId) -> tuple[Does, ...]:
        """Return what FUNCTION itself does with rows and files."""
        found = self._done.get(function)
        if found is None:
            done: list[Does] = []
            for number in range(len(self._program.scope(function).calls)):
                done.extend(self._own(function, number))
            found = self._done[function] = tuple(done)
        return found

    def _own(self, at: ScopeId, number: int) -> Iterator[Does]:
        if (at, number) in self._files:
            yield "write"
            return
        deed = self._effects.deed(at, self._program.scope(at).calls[number])
        if deed is not None and deed.does in ("query", "save", "read"):
            yield deed.does

    @cached_property
    def _files(self) -> frozenset[tuple[ScopeId, int]]:
        """Calls that change files, other than by adding to their end."""
        return frozenset(
            (found.at, found.number)
            for found in self._file_calls.all
            if found.does in CHANGING and "a" not in found.mode
        )
