"""How long a file lives: whether the request that writes it also removes it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hidden_state.facts import Compare, Literal, Name, Result
from hidden_state.project.files.escapes import TASKS
from hidden_state.project.guards import is_final
from hidden_state.project.provenance import parts_of
from hidden_state.project.sites import last_part
from hidden_state.words import words_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.facts import ExprUnion, Scope
    from hidden_state.project.files.touches import Touch
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId

MOST_ANCESTORS = 80
PRESENT = frozenset({"exists", "is_file", "isfile", "is_dir", "isdir"})
KEEPING = frozenset("keep keeps kept retain retained preserve preserved persist persistent".split())
FARTHEST = 3
"""So many calls above the write is the function that also removes."""


class Life:
    """Compares what is written with what is removed."""

    def __init__(self, linked: Linked, endings: Iterable[Touch]) -> None:
        """Take everything that removes a file or moves it away."""
        self._linked = linked
        self._program = linked.evaluator.program
        self._ancestors: dict[ScopeId, dict[ScopeId, int]] = {}
        self._endings: dict[str, list[Touch]] = defaultdict(list)
        for ending in endings:
            self._endings[ending.text].append(ending)

    def ending(self, touch: Touch) -> Touch | None:
        """Return what removes, or moves away, what TOUCH writes, in the same request.

        Where a function writes for several requests, each of them has to remove it.
        """
        at = touch.found.at
        first: Touch | None = None
        removing: set[ScopeId] = set()
        for text in _around(touch.text):
            for ending in self._endings.get(text, ()):
                shared = self._ends(touch, ending)
                if at in shared:
                    return ending
                if shared:
                    first = first or ending
                    removing.update(shared)
        if first is None or self._passes_by(touch, removing):
            return None
        return first

    def _ends(self, touch: Touch, ending: Touch) -> set[ScopeId]:
        """Return the functions that lead to a write and to its removal; none if it does not end."""
        at, last = touch.found.at, ending.found.at
        if ending.found is touch.found:
            return set()
        if at == last:
            return {at} if self._comes_after(touch, ending) else set()
        if self._is_only_fault(ending):
            return set()
        return self.ancestors(at).keys() & self.ancestors(last).keys()

    def _passes_by(self, touch: Touch, removing: set[ScopeId]) -> bool:
        """Whether a request writes on a way that leads past the functions that remove."""
        top = touch.climbed.top
        seen = {top}
        if removing & {top, *(step.function for step in touch.climbed.steps)}:
            return False
        queue = [top]
        for function in queue:
            if self._linked.phases.serving_entry(function) is not None:
                return True
            for caller in self._above(function):
                if caller not in seen and caller not in removing and len(seen) < MOST_ANCESTORS:
                    seen.add(caller)
                    queue.append(caller)
        return False

    def _comes_after(self, touch: Touch, ending: Touch) -> bool:
        scope = self._program.scope(touch.found.at)
        call = ending.found.call
        around = set(_blocks(scope, touch.found.call.block))
        inside = [number for number in _blocks(scope, call.block) if number not in around]
        if "a" in touch.found.mode and any(self._may_stay(scope, number) for number in inside):
            return False
        if is_final(scope, call.block):
            return True
        if call is touch.found.call:
            return ending.found.step > touch.found.step
        if any(self._is_fault(scope, number) for number in inside):
            return False
        return call.line > touch.found.call.line

    def _may_stay(self, scope: Scope, number: int) -> bool:
        """Whether a block is entered only when the last piece of a file has come."""
        block = scope.blocks[number - 1]
        return block.kind == "if" and not any(name in PRESENT for name in _asked(scope, block.test))

    def _is_fault(self, scope: Scope, number: int) -> bool:
        """Whether a block is only entered when something is wrong, or nothing is to be kept."""
        block = scope.blocks[number - 1]
        if block.kind == "if" and block.test is not None and _may_keep(scope, block.test):
            return True
        if block.kind == "if" and block.exits:
            return not any(name in PRESENT for name in _asked(scope, block.test))
        return block.kind == "except"

    def _is_only_fault(self, ending: Touch) -> bool:
        """Whether a removal only cleans up after a failure, where it stands or is called."""
        return self._is_in_fault(ending.found.at, ending.found.call.block) or any(
            self._is_in_fault(step.function, call.block)
            for step in ending.climbed.steps
            for call in self._program.scope(step.function).calls
            if call.line == step.line
        )

    def _is_in_fault(self, at: ScopeId, block: int) -> bool:
        scope = self._program.scope(at)
        return any(scope.blocks[number - 1].kind == "except" for number in _blocks(scope, block))

    def ancestors(self, at: ScopeId) -> dict[ScopeId, int]:
        """Return a function, those around it, and those that soon lead to it, with the distance."""
        found = self._ancestors.get(at)
        if found is None:
            found = self._ancestors[at] = {at: 0}
            queue = [at]
            for function in queue:
                distance = found[function] + 1
                if distance > FARTHEST:
                    continue
                for caller in self._above(function):
                    if caller not in found and len(found) < MOST_ANCESTORS:
                        found[caller] = distance
                        queue.append(caller)
        return found

    def _above(self, function: ScopeId) -> Iterator[ScopeId]:
        """Yield who runs a function in the same request, and the function around it."""
        is_task = any(
            entry.runs in TASKS for entry in self._linked.entries.by_function.get(function, ())
        )
        for edge in self._linked.graph.callers(function):
            if not edge.weak and edge.caller.scope > 0 and not (is_task and edge.argument >= 0):
                yield edge.caller
        parent = self._program.parent(function)
        if parent.scope > 0 and self._program.scope(parent).kind != "class":
            yield parent


def _may_keep(scope: Scope, test: ExprUnion) -> bool:
    """Whether a condition asks whether a file is to be kept: `if not keep`, `form.get("keep")`."""
    parts = [test]
    for part in parts:
        if isinstance(part, Literal) and isinstance(part.value, str):
            if words_in(part.value) & KEEPING:
                return True
        elif words_in(_name(part)) & KEEPING:
            return True
        if isinstance(part, Result):
            parts.extend((scope.calls[part.call].func, *scope.calls[part.call].args))
        parts.extend((part.left, part.right) if isinstance(part, Compare) else parts_of(part))
    return False


def _name(part: ExprUnion) -> str:
    return part.id if isinstance(part, Name) else getattr(part, "attr", "")


def _around(text: str) -> list[str]:
    """Return a path and the folders that it is in."""
    found = [text]
    while "/" in text:
        text = text.rpartition("/")[0]
        found.append(text)
    return [item for item in found if item]


def _asked(scope: Scope, test: ExprUnion | None) -> Iterator[str | None]:
    """Yield the last names of what a condition calls."""
    parts = [test] if test is not None else []
    for part in parts:
        if isinstance(part, Result):
            yield last_part(scope.calls[part.call].func)
        parts.extend(parts_of(part))


def _blocks(scope: Scope, block: int) -> list[int]:
    """Return a block and those around it."""
    found = []
    while block > 0:
        found.append(block)
        block = scope.blocks[block - 1].parent
    return found
