"""Entry points that are known by their base class or their shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.records import EntryPoint, ScopeId

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from hidden_state.project.entries.making import EntryMaker
    from hidden_state.project.evaluation.evaluator import Evaluator

PROTOCOLS = {
    ("scope", "receive", "send"): "ASGI application",
    ("environ", "start_response"): "WSGI application",
}
MIDDLEWARE_METHODS = (
    "__call__",
    "__acall__",
    "process_request",
    "process_response",
    "process_view",
    "process_exception",
    "process_template_response",
)


class Shapes:
    """Finds subclasses of modelled classes, and what has the signature of a protocol."""

    def __init__(self, evaluator: Evaluator, maker: EntryMaker) -> None:
        """Take what knows classes, and what makes entry points of them."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._models = evaluator.models
        self._maker = maker
        self.offline_files: set[int] = set()
        """Files with a class for a command: what is beside it is made for it."""

    def based(self) -> Iterator[EntryPoint]:
        """Yield the methods of subclasses of modelled classes."""
        for class_id in self._program.classes:
            for base in self._evaluator.classes.external_bases(class_id):
                row = self._models.base_entry(base)
                if row is not None:
                    if row.runs == "offline" and row.instance is not None:
                        self.offline_files.add(class_id.file)
                    yield from self._maker.methods(row, class_id)
                    break

    def protocols(self, known: Container[ScopeId]) -> Iterator[EntryPoint]:
        """Yield the functions with the signature of an ASGI or WSGI application, if not KNOWN."""
        for file, facts in enumerate(self._program.facts):
            for number, scope in enumerate(facts.scopes):
                if scope.kind != "function" or len(scope.parameters) < 2:
                    continue
                names = tuple(item.name for item in scope.parameters if item.name != "self")
                if names in PROTOCOLS:
                    at = ScopeId(file, number)
                    if at not in known:
                        kind = PROTOCOLS[names]
                        yield EntryPoint(at, kind, "request", scope.name, scope.line, file)
        for class_id in self._program.classes:
            yield from self._shaped_middleware(class_id, known)

    def _shaped_middleware(
        self, class_id: ScopeId, known: Container[ScopeId]
    ) -> Iterator[EntryPoint]:
        """Yield the methods of a class built like a Django middleware: one object serves."""
        init = self._evaluator.classes.method(class_id, "__init__")
        if init is None or class_id in self._maker.class_life:
            return
        if not any(item.name == "get_response" for item in self._program.scope(init).parameters):
            return
        self._maker.class_life[class_id] = "process"
        for name in MIDDLEWARE_METHODS:
            method = self._evaluator.classes.method(class_id, name)
            if method is not None and method not in known:
                scope = self._program.scope(method)
                label = f"{self._program.scope(class_id).name}.{name}"
                yield EntryPoint(
                    method,
                    "middleware",
                    "request",
                    label,
                    scope.line,
                    method.file,
                    "process",
                    library="django",
                )
