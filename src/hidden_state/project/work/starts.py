"""Where work is started that its starter leaves running."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, ExprUnion, Name, Result
from hidden_state.project.entries.rows import arguments
from hidden_state.project.records import ClassValue, ExternalValue, FunctionValue, ScopeId
from hidden_state.project.resources.subjects import Subjects
from hidden_state.project.work.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call
    from hidden_state.models.tables import InvokeRow
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import Ref

RUN = "run"


class Start(NamedTuple):
    """Call NUMBER of scope `at` leaves `functions` of the project, and outside names, running.

    `subject` is the public name of what starts them; `is_waited` says that the scope waits for
    them, or ends them, `is_ended` that this or the object does that keeps them.
    """

    at: ScopeId
    number: int
    call: Call
    subject: str
    functions: tuple[ScopeId, ...]
    outside: tuple[str, ...]
    is_waited: bool
    is_ended: bool


class Starts:
    """Finds the calls that leave work running."""

    def __init__(self, linked: Linked) -> None:
        """Take the linked project."""
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._rows = linked.evaluator.models.leaving
        self._subjects = Subjects(linked, self._rows)
        self._waiting = Waiting(linked)

    def all(self) -> Iterator[Start]:
        """Yield every start of work that need not be waited for."""
        for at, site, call, subject in self._subjects.calls():
            row = self._rows[subject]
            if row.leaves == "started" and not self._is_started(at, site.call):
                continue
            functions, outside = self._targets(at, call, row)
            if functions or outside:
                queued = row.leaves == "queued"
                waited = not queued and self._waiting.is_waited(at, site.call)
                ended = not queued and (waited or self._waiting.is_ended_by_owner(at, site.call))
                yield Start(at, site.call, call, subject, functions, outside, waited, ended)

    def _is_started(self, at: ScopeId, number: int) -> bool:
        """Whether what a call makes is started, or handed on."""
        scope = self._program.scope(at)
        for other in scope.calls:
            func = other.func
            if isinstance(func, Attribute) and func.attr == "start":
                return True
        return any(isinstance(value, Result) and value.call == number for value in scope.returns)

    def _targets(
        self, at: ScopeId, call: Call, row: InvokeRow
    ) -> tuple[tuple[ScopeId, ...], tuple[str, ...]]:
        functions: list[ScopeId] = []
        outside: list[str] = []
        for argument in arguments(call, row.callable):
            for ref in self._work(at, argument):
                match ref.value:
                    case FunctionValue(function):
                        functions.append(function)
                    case ExternalValue(name):
                        outside.append(name)
                    case _:
                        continue
        if row.leaves == "started":
            functions.extend(self._own_run(at, call))
        return tuple(dict.fromkeys(functions)), tuple(dict.fromkeys(outside))

    def _work(self, at: ScopeId, argument: ExprUnion) -> Iterator[Ref]:
        """Yield what runs: the callable itself, or what is called to make the coroutine."""
        scope = self._program.scope(at)
        if isinstance(argument, Name):
            for binding in self._program.bindings(at).get(argument.id, ()):
                if isinstance(binding.value, Result):
                    yield from self._work(at, binding.value)
        if isinstance(argument, Result):
            inner = scope.calls[argument.call]
            yield from self._evaluator.evaluate(at, inner.func)
        yield from self._evaluator.evaluate(at, argument)

    def _own_run(self, at: ScopeId, call: Call) -> Iterator[ScopeId]:
        """Yield the method that a thread class of the project runs."""
        for ref in self._evaluator.evaluate(at, call.func):
            if isinstance(ref.value, ClassValue):
                method = self._evaluator.classes.method(ref.value.id, RUN)
                if method is not None:
                    yield method
