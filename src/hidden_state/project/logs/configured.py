"""Logs on disk that a configuration of logging asks for: a mapping, or a file that is no code."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.facts import Display, Literal
from hidden_state.project.entries.rows import arguments
from hidden_state.project.evaluation.texts import part_text
from hidden_state.project.files.climbing import Climbing
from hidden_state.project.files.tracing import Tracing
from hidden_state.project.holding import Use
from hidden_state.project.logs.added import added_names
from hidden_state.project.logs.documents import Documents
from hidden_state.project.logs.loading import Loading
from hidden_state.project.logs.mappings import sinks, under_key
from hidden_state.project.logs.servers import Servers
from hidden_state.project.logs.sinks import Configured, Sink, holding, lasts, sink_of
from hidden_state.project.records import ContainerValue, ScopeId
from hidden_state.project.resources.naming import dotted
from hidden_state.project.resources.serving_files import serving_files
from hidden_state.project.resources.subjects import Subjects
from hidden_state.project.settings.given import tree_of
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.logs import LogHandler
    from hidden_state.models.logs import LogRow
    from hidden_state.project.holding import Holding
    from hidden_state.project.linked import Linked


def configured_logs(linked: Linked) -> Iterator[Holding]:
    """Yield the logs that settings, calls and files configure, in a project that serves."""
    if linked.serves:
        yield from _Configured(linked).all()


class _Configured:
    """One search for the logs of a project."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._documents = Documents(linked.logs.handlers)

    def all(self) -> Iterator[Holding]:
        """Yield one log for each configuration, however many read it."""
        groups: dict[object, list[Configured]] = {}
        servers = Servers(self._linked, self._documents, self._added)
        for item in (*self._of_settings(), *self._of_calls(), *servers.all()):
            groups.setdefault(tuple(sink.span for sink in item.sinks), []).append(item)
        for first, *others in groups.values():
            uses = [] if first.use is None else [first.use]
            for other in others:
                at = other.definition
                uses.append(Use(at.path, at.line, at.column, "read here too"))
            yield holding(first.sinks, first.symbol, first.subject, first.definition, uses)

    def _of_settings(self) -> Iterator[Configured]:
        for source in self._linked.settings.sources:
            for name in self._evaluator.models.logging.settings:
                tree = tree_of(source.names.entries.get(name, ()))
                found = (
                    tuple(sinks(tree, self._program.paths, self._added)) if tree is not None else ()
                )
                if found:
                    yield Configured(found, name, name, found[0].span)

    def _of_calls(self) -> Iterator[Configured]:
        rows = self._evaluator.models.logging.calls
        for at, _, call, subject in Subjects(self._linked, rows).calls():
            if self._linked.is_offline(at):
                continue
            for argument in arguments(call, rows[subject].argument):
                found = self._told(at, call, argument, rows[subject])
                if found and self._serves(at, call):
                    yield self._reported(at, call, subject, found)

    def _serves(self, at: ScopeId, call: Call) -> bool:
        """Whether a process that serves may make a call."""
        is_loaded = at.file in self._serving or self._linked.phases.chain(at) is not None
        return is_loaded and self._linked.settings.elsewhere.may_run(at, call.block)

    @cached_property
    def _added(self) -> frozenset[str]:
        return added_names(self._program)

    @cached_property
    def _serving(self) -> frozenset[int]:
        return serving_files(self._linked)

    def _reported(
        self, at: ScopeId, call: Call, subject: str, found: tuple[Sink, ...]
    ) -> Configured:
        path = self._program.paths[at.file]
        end = call.column + len(dotted(call.func))
        span = Span(path, call.line, call.column, call.line, end)
        is_in_code = found[0].span.path.endswith(".py")
        use = Use(path, call.line, call.column, f"{subject.rpartition('.')[2]}()")
        return Configured(found, "", subject, found[0].span if is_in_code else span, use)

    def _told(self, at: ScopeId, call: Call, argument: ExprUnion, row: LogRow) -> tuple[Sink, ...]:
        """Return what the configuration that a call is given writes to files."""
        place, elsewhere = (call.line, call.column), self._linked.settings.elsewhere
        if row.key:
            trees = elsewhere.mappings(at, argument, *place)
            listed = (under_key(tree, row.key, self._program.paths) for tree in trees)
            return tuple(sink for sink in listed if sink is not None)
        tree = elsewhere.mapping(at, argument, *place)
        if tree is not None:
            return tuple(sinks(tree, self._program.paths, self._added))
        handlers = self._handlers(at, argument) if self._documents else ()
        defaults = next(arguments(call, row.defaults), None)
        known = dict(self._texts(at, defaults)) if defaults is not None else {}
        return tuple(
            sink_of(handler)
            for handler in handlers
            if lasts(known.get(handler.file.removeprefix("%(").removesuffix(")s"), handler.file))
        )

    def _handlers(self, at: ScopeId, argument: ExprUnion) -> tuple[LogHandler, ...]:
        """Return the handlers of the files that a call is given, or whose data it is given."""
        found: dict[LogHandler, None] = {}
        for origin in self._loading.paths(at, argument):
            for climbed in self._climbing.out_of(*origin):
                near = self._program.paths[climbed.top.file]
                found.update(dict.fromkeys(self._documents.meant(climbed.text, near)))
        return tuple(found)

    @cached_property
    def _loading(self) -> Loading:
        return Loading(self._linked)

    @cached_property
    def _climbing(self) -> Climbing:
        return Climbing(self._linked, Tracing(self._evaluator, self._linked.settings))

    def _texts(self, at: ScopeId, mapping: ExprUnion) -> Iterator[tuple[str, str]]:
        """Yield the keys and texts of a mapping that is written in place."""
        for ref in self._evaluator.evaluate(at, mapping):
            display = ref.value.display if isinstance(ref.value, ContainerValue) else None
            if not isinstance(display, Display) or not isinstance(ref.value, ContainerValue):
                continue
            for key, item in zip(display.keys, display.items, strict=False):
                for value in self._evaluator.evaluate(ref.value.scope, item):
                    if isinstance(key, Literal):
                        yield str(key.value), part_text(value.value)
