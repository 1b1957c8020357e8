"""Paths that leave the request: handed to a task, stored in a row, kept in a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Item
from hidden_state.project.files import text as texts
from hidden_state.project.records import (
    ClassValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    ScopeId,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call
    from hidden_state.project.files.tracing import Tracing
    from hidden_state.project.linked import Linked

TASKS = frozenset({"task", "message", "schedule"})
ROW_METHODS = frozenset({"create", "get_or_create", "update_or_create", "objects"})


class Escape(NamedTuple):
    """A path that is passed on at one line; `to` says in words where it goes."""

    text: str
    at: ScopeId
    line: int
    to: str


class Escapes:
    """Finds the paths that are passed on while serving."""

    def __init__(self, linked: Linked, tracing: Tracing) -> None:
        """Take the linked project and what traces paths."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._tracing = tracing
        handovers = linked.evaluator.models.handovers
        self._methods = [name for name, kind in handovers.items() if kind == "task"]
        self._stores = {name for name, kind in handovers.items() if kind == "session"}

    def all(self) -> Iterator[Escape]:
        """Yield every path that is known to be passed on."""
        yield from self._queued()
        yield from self._stored()
        yield from self._kept()

    def _queued(self) -> Iterator[Escape]:
        for method in self._methods:
            for site in self._program.calls_by_name.get(method, ()):
                at, call = ScopeId(site.file, site.scope), self._program.call(site)
                if site.argument < 0 and (task := self.task(at, call)):
                    yield from self._passed(at, call, f"handed to task `{task}`")

    def queues(self, at: ScopeId, call: Call) -> bool:
        """Whether a call queues a task of the project."""
        func = call.func
        return (
            isinstance(func, Attribute)
            and func.attr in self._methods
            and (self.task(at, call) != "")
        )

    def task(self, at: ScopeId, call: Call) -> str:
        """Return the name of the task that a call queues, '' if it queues none."""
        given = [call.func.value] if isinstance(call.func, Attribute) else []
        for expr in (*given, *call.args[:1]):
            for ref in self._evaluator.evaluate(at, expr):
                if isinstance(ref.value, FunctionValue) and any(
                    entry.runs in TASKS
                    for entry in self._linked.entries.by_function.get(ref.value.id, ())
                ):
                    return self._program.scope(ref.value.id).name
        return ""

    def _stored(self) -> Iterator[Escape]:
        for class_id in self._program.classes:
            name = self._program.scope(class_id).name
            if not self._evaluator.is_row(class_id):
                continue
            for site in self._program.calls_by_name.get(name, ()):
                at, call = ScopeId(site.file, site.scope), self._program.call(site)
                if site.argument < 0 and any(
                    ref.value == ClassValue(class_id)
                    for ref in self._evaluator.evaluate(at, call.func)
                ):
                    yield from self._passed(at, call, f"stored in `{name}`")
        yield from self._created()

    def _created(self) -> Iterator[Escape]:
        """Yield what `Model.objects.create(...)` stores."""
        for method in sorted(ROW_METHODS):
            for site in self._program.calls_by_name.get(method, ()):
                call = self._program.call(site)
                func = call.func
                if site.argument >= 0 or not isinstance(func, Attribute) or not call.keywords:
                    continue
                manager = func.value
                if isinstance(manager, Attribute) and manager.attr == "objects":
                    at = ScopeId(site.file, site.scope)
                    for ref in self._evaluator.evaluate(at, manager.value):
                        if isinstance(ref.value, ClassValue):
                            name = self._program.scope(ref.value.id).name
                            yield from self._passed(at, call, f"stored in `{name}`")

    def _kept(self) -> Iterator[Escape]:
        """Yield what is put into a session."""
        for sites in self._program.keyed_writes.values():
            for site in sites:
                at, write = ScopeId(site.file, site.scope), self._program.write(site)
                if not isinstance(write.target, Item) or not self._serves(at):
                    continue
                for ref in self._evaluator.evaluate(at, write.target.value):
                    name = getattr(ref.value, "name", "")
                    if isinstance(ref.value, (ExternalValue, ExternalInstance)) and (
                        name in self._stores
                    ):
                        text = self._tracing.trace(at, write.value).text
                        if texts.is_path(text):
                            yield Escape(text, at, write.line, "kept in the session")

    def _passed(self, at: ScopeId, call: Call, to: str) -> Iterator[Escape]:
        if not self._serves(at):
            return
        for value in call.given:
            text = self._tracing.trace(at, value).text
            if texts.is_path(text):
                yield Escape(text, at, call.line, to)

    def _serves(self, at: ScopeId) -> bool:
        return self._linked.phases.chain(at) is not None
