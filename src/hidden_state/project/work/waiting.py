"""Whether whoever starts work also waits for it, or ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Literal, Name, Opaque, Result
from hidden_state.project.records import ExternalInstance, ExternalValue, FunctionValue, ScopeId
from hidden_state.project.work.holders import ADDING, as_names, is_one, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, Scope, Write
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import Ref

WAITING = frozenset(
    "result wait get cancel kill terminate communicate value exception shutdown aclose".split()
)
"""Methods of started work by which whoever has it waits for it, or ends it."""
ENDING = frozenset({"join", "close"})
TOLD = frozenset({"get", "wait", "result", "join"})
SIGNALS = frozenset({"queue", "future"})
DEEPEST_RETURN = 2


class Waiting:
    """Looks for those who wait."""

    def __init__(self, linked: Linked) -> None:
        """Take the linked project."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program

    def is_waited(self, at: ScopeId, number: int, depth: int = 0) -> bool:
        """Whether scope AT waits for the work that its call NUMBER leaves, or ends it."""
        scope = self._program.scope(at)
        if self._is_bounded(scope, scope.calls[number]):
            return True
        names = names_of(scope, number)
        if any(is_one(value, names, number) for value in scope.yields):
            return True
        if any(is_one(value, names, number) for value in scope.returns):
            return depth > DEEPEST_RETURN or self._is_waited_by_callers(at, depth)
        return self._is_told(at, scope) or any(
            self._waits(inner, names, number if inner == at else -1)
            for inner in self._with_inner(at)
        )

    def _is_told(self, at: ScopeId, scope: Scope) -> bool:
        """Whether the scope waits for a word from the work: by a queue or an event of its own."""
        return any(
            isinstance(ref.value, ExternalInstance)
            and ref.place is None
            and self._evaluator.models.kind_of(ref.value.name) in SIGNALS
            for call in scope.calls
            if isinstance(call.func, Attribute) and call.func.attr in TOLD
            if isinstance(call.func.value, Name)
            for ref in self._evaluator.evaluate(at, call.func.value)
        )

    def is_ended_by_owner(self, at: ScopeId, number: int) -> bool:
        """Whether an object that ends with the request or connection keeps the work and ends it."""
        scope = self._program.scope(at)
        names = names_of(scope, number)
        class_id = self._class_around(at)
        if class_id is None:
            return False
        return any(
            isinstance(write.target, Attribute)
            and is_one(write.value, names, number)
            and not self._outlives(at, write)
            and any(self._ends(inner, write.target.attr) for inner in self._with_inner(class_id))
            for write in scope.writes
        )

    def _is_waited_by_callers(self, at: ScopeId, depth: int) -> bool:
        """Whether those who get the work as a result wait for it; so it is if none is known."""
        edges = [edge for edge in self._linked.graph.callers(at) if edge.call >= 0]
        return not edges or any(
            edge.argument >= 0 or self.is_waited(edge.caller, edge.call, depth + 1)
            for edge in edges
        )

    def _is_bounded(self, scope: Scope, call: Call) -> bool:
        """Whether the call is of a method of something that waits when its block ends."""
        if not isinstance(call.func, Attribute) or not isinstance(call.func.value, Name):
            return False
        owner = call.func.value
        if any(item.name == owner.id and item.how == "with" for item in scope.bindings):
            return True
        return any(
            isinstance(other.func, Attribute)
            and other.func.value == owner
            and (other.func.attr == "shutdown" or _joins(other))
            for other in scope.calls
        )

    def _with_inner(self, at: ScopeId) -> Iterator[ScopeId]:
        """Yield a scope and those inside of it."""
        yield at
        for number in self._evaluator.classes.children(at):
            yield from self._with_inner(ScopeId(at.file, number))

    def _waits(self, at: ScopeId, names: set[str], number: int) -> bool:
        """Whether scope AT waits for what NAMES hold, or for what its own call NUMBER gives."""
        scope = self._program.scope(at)
        if any(is_one(value, names, number) for value in scope.awaits):
            return True
        awaited = [value.call for value in scope.awaits if isinstance(value, Result)]
        handed = [item for call in awaited if call != number for item in scope.calls[call].given]
        if any(is_one(item, names, number) for item in handed):
            return True
        if names and any(isinstance(item, Opaque) for item in handed):
            return True
        return any(self._call_waits(at, call, names, number) for call in scope.calls)

    def _call_waits(self, at: ScopeId, call: Call, names: set[str], number: int) -> bool:
        func = call.func
        if isinstance(func, Attribute):
            if is_one(func.value, names, number):
                return func.attr in WAITING or func.attr in ENDING
            if func.attr in ADDING:
                return False
        if not any(is_one(item, names, number) for item in call.given):
            return False
        return any(
            isinstance(ref.value, (ExternalValue, ExternalInstance))
            or self._is_waited_in(ref, call, names, number)
            for ref in self._evaluator.evaluate(at, func)
        )

    def _is_waited_in(self, ref: Ref, call: Call, names: set[str], number: int) -> bool:
        """Whether a function of the project waits for what a call gives it."""
        if not isinstance(ref.value, FunctionValue) or not names:
            return False
        scope = self._program.scope(ref.value.id)
        own = [item.name for item in scope.parameters]
        own = own[1:] if ref.value.receiver is not None else own
        held = as_names(names)
        passed = {name for name, item in zip(own, call.args, strict=False) if item in held}
        passed.update(name for name, item in call.keywords if item in held)
        return bool(passed) and any(
            self._gathers(ref.value.id, other, passed) for other in scope.calls
        )

    def _gathers(self, at: ScopeId, call: Call, names: set[str]) -> bool:
        """Whether a call waits for one piece of work, or hands all of it to something outside."""
        if isinstance(call.func, Attribute) and is_one(call.func.value, names, -1):
            return call.func.attr in WAITING or call.func.attr in ENDING
        return any(is_one(item, names, -1) for item in call.given) and any(
            isinstance(ref.value, (ExternalValue, ExternalInstance))
            and not ref.value.name.startswith("builtins.")
            for ref in self._evaluator.evaluate(at, call.func)
        )

    def _outlives(self, at: ScopeId, write: Write) -> bool:
        places = self._linked.places
        return any(
            True for found in places.targets(at, write) for _ in places.land(at, found.place)
        )

    def _class_around(self, at: ScopeId) -> ScopeId | None:
        while at.scope > 0:
            if self._program.scope(at).kind == "class":
                return at
            at = self._program.parent(at)
        return None

    def _ends(self, at: ScopeId, attr: str) -> bool:
        """Whether scope AT waits for, or ends, the work in a field."""
        scope = self._program.scope(at)
        if any(isinstance(value, Attribute) and value.attr == attr for value in scope.awaits):
            return True
        return any(
            isinstance(call.func, Attribute)
            and isinstance(call.func.value, Attribute)
            and call.func.value.attr == attr
            and (call.func.attr in WAITING or _joins(call))
            for call in scope.calls
        )


def _joins(call: Call) -> bool:
    """Whether a call is of `join()` as threads have it: without a text to join."""
    if not isinstance(call.func, Attribute) or call.func.attr not in ("join", "close"):
        return False
    return not call.args or (
        isinstance(call.args[0], Literal) and isinstance(call.args[0].value, (int, float))
    )
