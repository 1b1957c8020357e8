"""Entry points that a setting names."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Display, ExprUnion, Name, Scope
from hidden_state.project.entries.dotted import named
from hidden_state.project.entries.rows import texts
from hidden_state.project.records import ClassValue, EntryPoint, FunctionValue, ScopeId

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from hidden_state.models.entry import EntryRow
    from hidden_state.project.entries.making import EntryMaker
    from hidden_state.project.evaluation.evaluator import Evaluator


class Settings:
    """Finds the functions and classes that settings list."""

    def __init__(self, evaluator: Evaluator, maker: EntryMaker) -> None:
        """Take what resolves names, and what makes entry points of them."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._models = evaluator.models
        self._maker = maker

    def named(self) -> Iterator[EntryPoint]:
        """Yield what the settings of modules and classes name, as text or themselves."""
        rows = {name.rpartition(".")[2]: row for name, row in self._models.settings.items()}
        owned: dict[str, set[str]] = defaultdict(set)
        for name in self._models.settings:
            owned[name.split(".")[-2] if "." in name else ""].add(name.rpartition(".")[2])
        for file, facts in enumerate(self._program.facts):
            for number, scope in enumerate(facts.scopes):
                if scope.kind in ("module", "class"):
                    at = ScopeId(file, number)
                    names = owned[scope.name] if number else rows.keys()
                    yield from self._bound(at, scope, rows, names)
            yield from self._extended(file, facts.scopes[0], rows)

    def _bound(
        self, at: ScopeId, scope: Scope, rows: Mapping[str, EntryRow], names: Container[str]
    ) -> Iterator[EntryPoint]:
        """Yield what the bindings of a scope set; NAMES are those that are settings there."""
        for binding in scope.bindings:
            row = rows.get(binding.name)
            if row is not None and binding.name in names:
                for text in texts(binding.value):
                    yield from self._dotted(row, text, at.file)
                yield from self._listed(row, at, binding.value)

    def _extended(
        self, file: int, module: Scope, rows: Mapping[str, EntryRow]
    ) -> Iterator[EntryPoint]:
        """Yield what `INSTALLED_APPS += [...]` and the like add."""
        for write in module.writes:
            if isinstance(write.target, Name) and write.target.id in rows:
                for text in texts(write.value):
                    yield from self._dotted(rows[write.target.id], text, file)

    def _listed(self, row: EntryRow, at: ScopeId, value: ExprUnion) -> Iterator[EntryPoint]:
        """Yield the functions and classes that a setting lists themselves, not by their names."""
        if isinstance(value, (Display, Name, Attribute)):
            items = value.items if isinstance(value, Display) else (value,)
            for item in items:
                for ref in self._evaluator.evaluate(at, item):
                    if isinstance(ref.value, (FunctionValue, ClassValue)):
                        yield from self._maker.entries(row, ref, at, None, ())

    def _dotted(self, row: EntryRow, text: str, file: int) -> Iterator[EntryPoint]:
        for ref in named(self._evaluator, text, file):
            if row.kind == "middleware" and isinstance(ref.value, FunctionValue):
                for made in self._evaluator.called(ref, None, ScopeId(file, 0)):
                    yield from self._maker.entries(row, made, ScopeId(file, 0), None, ())
            else:
                yield from self._maker.entries(row, ref, ScopeId(file, 0), None, ())
