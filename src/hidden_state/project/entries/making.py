"""From a row of the models to the functions that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from hidden_state.facts import Call, Literal
from hidden_state.project.entries.detaching import are_taken_off
from hidden_state.project.entries.rows import arguments, matches, texts
from hidden_state.project.records import (
    ClassValue,
    EntryPoint,
    FunctionValue,
    InstanceValue,
    Ref,
    ScopeId,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.models.entry import EntryRow, Instance
    from hidden_state.project.evaluation.evaluator import Evaluator

METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")


class EntryMaker:
    """Makes entry points of functions, classes and objects."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Start with no class known to live long."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self.class_life: dict[ScopeId, str] = {}
        """What an object of a class lives as long as, by the class."""

    def entries(
        self,
        row: EntryRow,
        ref: Ref,
        at: ScopeId,
        call: Call | None,
        names: Iterable[str],
    ) -> Iterator[EntryPoint]:
        """Yield the entry points that REF, registered by CALL in scope AT, stands for."""
        match ref.value:
            case FunctionValue(function, receiver):
                yield self._entry(row, function, self._label(row, function, at, call), receiver)
            case ClassValue(class_id):
                if row.kind == "dependency":
                    return
                yield from self.methods(row, class_id)
            case InstanceValue(class_id):
                for name in row.functions or ("__call__",):
                    method = self._evaluator.classes.method(class_id, name)
                    if method is not None:
                        label = self._label(row, method, at, call)
                        yield self._entry(row, method, label, ref)
            case _:
                return

    def _entry(
        self, row: EntryRow, function: ScopeId, name: str, receiver: Ref | None = None
    ) -> EntryPoint:
        return EntryPoint(
            function,
            row.kind,
            row.runs,
            name,
            self._program.scope(function).line,
            function.file,
            row.instance,
            receiver,
            row.library,
            row.parameters,
        )

    def _label(self, row: EntryRow, function: ScopeId, at: ScopeId, call: Call | None) -> str:
        path = self._path(row, at, call)
        if path is None:
            return self._program.scope(function).name
        method = row.method
        if call is not None and row.methods is not None:
            for keyword, value in call.keywords:
                if keyword == row.methods:
                    listed = "|".join(texts(value))
                    method = listed.upper() or method
        return f"{method} {path}" if method else path

    def _path(self, row: EntryRow, at: ScopeId, call: Call | None) -> str | None:
        """Return the path that CALL registers, None where it is not known, or one of several."""
        if call is None:
            return None
        for argument in arguments(call, row.path):
            values = (
                getattr(ref.value, "value", None) for ref in self._evaluator.evaluate(at, argument)
            )
            found = {value for value in values if isinstance(value, str)}
            if found:
                return (found.pop() or "/") if len(found) == 1 else None
        return None

    def methods(self, row: EntryRow, class_id: ScopeId) -> Iterator[EntryPoint]:
        """Yield the methods of a class that a row names."""
        if row.instance is not None:
            life = self._other_life(row, class_id) or row.instance
            self.class_life.setdefault(class_id, life)
            row = structs.replace(row, instance=life)
        names = row.functions or ("*",)
        classes = self._evaluator.classes
        bases = set(classes.external_bases(class_id))
        for item in classes.line(class_id):
            if names == ("*",) and bases and not bases & set(classes.external_bases(item)):
                continue
            for number in classes.children(item):
                function = ScopeId(item.file, number)
                scope = self._program.scope(function)
                if scope.kind == "function" and matches(scope.name, names):
                    name = f"{self._program.scope(class_id).name}.{scope.name}"
                    if row.kind == "view" and scope.name in METHODS:
                        name = f"{scope.name.upper()} {self._program.scope(class_id).name}"
                    yield self._entry(row, function, name)

    def _other_life(self, row: EntryRow, class_id: ScopeId) -> Instance | None:
        """Return how long objects of a class live where its row does not tell."""
        if row.taken_off_by and are_taken_off(self._evaluator, class_id, row.taken_off_by):
            return "request"
        return "process" if self._is_kept(row, class_id) else None

    def _is_kept(self, row: EntryRow, class_id: ScopeId) -> bool:
        """Whether a class attribute says that one object serves all requests."""
        if row.kept_when_false is None:
            return False
        found = self._evaluator.classes.attribute(class_id, row.kept_when_false)
        return found is not None and found[1][-1].value == Literal(False)
