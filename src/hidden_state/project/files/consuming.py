"""What is done with the files of a folder that is watched, or looked into again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Call, Result
from hidden_state.project.entries.rows import arguments
from hidden_state.project.records import ClassValue, FunctionValue, InstanceValue, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.files.calls import FileCall
    from hidden_state.project.linked import Linked

PAUSES = frozenset({"sleep", "wait", "wait_for"})
CHANGES = (
    "on_created",
    "on_closed",
    "on_modified",
    "on_moved",
    "on_any_event",
    "dispatch",
    "process_IN_CREATE",
    "process_IN_CLOSE_WRITE",
    "process_IN_MOVED_TO",
    "process_default",
)
"""Methods that are called for a file that has come or changed."""


class Work(NamedTuple):
    """What runs for the files: some calls of scope `at`, and whole functions."""

    at: ScopeId
    calls: tuple[Call, ...] = ()
    functions: tuple[ScopeId, ...] = ()


class Consuming:
    """Finds the work that is done for each file."""

    def __init__(self, linked: Linked) -> None:
        """Take the linked project."""
        self._linked = linked
        self._evaluator: Evaluator = linked.evaluator
        self._program = linked.evaluator.program

    def of_watcher(self, found: FileCall) -> Work:
        """Return what a watcher runs: the methods of its handler, or the loop over its changes."""
        if not found.row.handler:
            return Work(found.at, tuple(self._in_loops(found)))
        methods: list[ScopeId] = []
        for argument in arguments(found.call, found.row.handler):
            is_own = False
            for ref in self._evaluator.evaluate(found.at, argument):
                match ref.value:
                    case FunctionValue(function):
                        methods.append(function)
                    case InstanceValue(class_id) | ClassValue(class_id):
                        is_own = True
                        methods.extend(self._methods(class_id))
                    case _:
                        continue
            if not is_own:
                methods.extend(self._assigned(self._makers(found.at, argument)))
        return Work(found.at, functions=tuple(dict.fromkeys(methods)))

    def of_polling(self, found: FileCall) -> Work | None:
        """Return what is done each time that a folder is listed anew; None if it is not."""
        calls = self._repeated(found.at, found.call.block)
        if calls:
            return Work(found.at, calls)
        for edge in self._linked.graph.callers(found.at):
            if edge.weak or edge.call < 0:
                continue
            call = self._program.scope(edge.caller).calls[edge.call]
            calls = self._repeated(edge.caller, call.block)
            if calls:
                return Work(edge.caller, calls, (found.at,))
        chain = self._linked.phases.chain(found.at)
        if chain is not None and chain.entry.runs == "schedule":
            return Work(found.at, functions=(chain.entry.function,))
        return None

    def _methods(self, class_id: ScopeId) -> Iterator[ScopeId]:
        for name in CHANGES:
            method = self._evaluator.classes.method(class_id, name)
            if method is not None:
                yield method

    def _makers(self, at: ScopeId, argument: ExprUnion) -> set[ScopeId]:
        """Return the functions that may make a handler that a library has the class of."""
        found = {at}
        if isinstance(argument, Result):
            func = self._program.scope(at).calls[argument.call].func
            for ref in self._evaluator.evaluate(at, func):
                if isinstance(ref.value, FunctionValue):
                    found.add(ref.value.id)
        return found

    def _assigned(self, makers: set[ScopeId]) -> Iterator[ScopeId]:
        """Yield the functions that are given to a handler: `handler.on_created = import_file`."""
        for name in CHANGES:
            for site in self._program.attribute_writes.get(name, ()):
                if ScopeId(site.file, site.scope) in makers:
                    at, write = ScopeId(site.file, site.scope), self._program.write(site)
                    for ref in self._evaluator.evaluate(at, write.value):
                        if isinstance(ref.value, FunctionValue):
                            yield ref.value.id

    def _in_loops(self, found: FileCall) -> Iterator[Call]:
        """Yield the calls in loops that come after a watcher is made."""
        scope = self._program.scope(found.at)
        for call in scope.calls:
            if call.line >= found.call.line and call is not found.call:
                blocks = (scope.blocks[number - 1] for number in self._around(found.at, call.block))
                if any(block.kind == "loop" for block in blocks):
                    yield call

    def _repeated(self, at: ScopeId, block: int) -> tuple[Call, ...]:
        """Return the calls of the loop around a block that pauses each time; none if none does."""
        scope = self._program.scope(at)
        for number in self._around(at, block):
            found = scope.blocks[number - 1]
            if found.kind == "loop" and found.test is not None:
                calls = [call for call in scope.calls if number in self._around(at, call.block)]
                if any(_last_name(call) in PAUSES for call in calls):
                    return tuple(calls)
        return ()

    def _around(self, at: ScopeId, block: int) -> Iterator[int]:
        """Yield the numbers of the blocks around, innermost first."""
        blocks = self._program.scope(at).blocks
        while block > 0:
            yield block
            block = blocks[block - 1].parent


def _last_name(call: Call) -> str:
    func = call.func
    return func.attr if isinstance(func, Attribute) else getattr(func, "id", "")
