"""What modules and classes of the project set, with what they take over from others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.records import ClassValue, EnvironmentValue, ModuleValue, ScopeId
from hidden_state.project.settings.given import EMPTY, Given, Tree
from hidden_state.project.settings.reading import Reader
from hidden_state.project.settings.roles import OFF, is_aside, rank
from hidden_state.project.settings.statements import Statements

if TYPE_CHECKING:
    from hidden_state.facts import Imported
    from hidden_state.project.evaluation.evaluator import Evaluator

OPEN = Tree({}, True)
EXAMPLES = (".example.py", "_example.py", ".sample.py", ".dist.py", "_template.py")
"""How files end that are copied to the settings of one installation."""


class Namespaces:
    """Reads modules and classes, each once."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Start with nothing read."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._read: dict[ScopeId, Tree | None] = {}
        self.reader = Reader(evaluator, self._names_of)

    def of(self, at: ScopeId) -> Tree:
        """Return what a module or class sets; nothing while it is being read."""
        if at not in self._read:
            self._read[at] = None
            scope = self._program.scope(at)
            self._read[at] = self._class(at) if scope.kind == "class" else self._module(at)
        return self._read[at] or EMPTY

    def _names_of(self, value: ModuleValue | ClassValue) -> Tree | None:
        if isinstance(value, ClassValue):
            return self.of(value.id)
        return self.of(ScopeId(value.file, 0)) if value.file >= 0 else None

    def _module(self, at: ScopeId) -> Tree:
        return Statements(self.reader, at, EMPTY, self._taken).run()

    def _class(self, class_id: ScopeId) -> Tree:
        """Return what a class sets, with what it inherits; fields that the environment may set."""
        names = EMPTY
        for item in reversed(self._evaluator.classes.line(class_id)):
            names = Statements(self.reader, item, names, self._taken).run()
        if self._evaluator.reads_environment(class_id):
            entries = {key: self._overridable(key, givens) for key, givens in names.entries.items()}
            names = Tree(entries, names.is_open)
        return names

    def _taken(self, file: int, value: Imported, may_fail: bool) -> Tree | None:
        """Return what `from ... import *` brings; None if it does not matter in production."""
        modules = self._program.modules
        target = modules.taken(value.module, value.level, file)
        if target < 0 and not may_fail:
            target = self._example(file, value.module.rpartition(".")[2])
            return OPEN if target < 0 else self.of(ScopeId(target, 0))
        if target < 0:
            return None
        path = self._program.paths[target]
        is_for_developers = rank(modules.parts[target][-1]) == OFF or is_aside(path)
        if may_fail and is_for_developers:
            return None
        return self.of(ScopeId(target, 0))

    def _example(self, file: int, name: str) -> int:
        """Return the file beside FILE that shows what module NAME is to be, -1 if there is none."""
        folder = self._program.paths[file].rpartition("/")[0]
        wanted = {f"{folder}/{name}{ending}" for ending in EXAMPLES}
        found = (number for number, path in enumerate(self._program.paths) if path in wanted)
        return next(found, -1)

    def _overridable(self, key: str, givens: tuple[Given, ...]) -> tuple[Given, ...]:
        """Return a field of a class whose values come from the environment first."""
        return tuple(
            given
            if isinstance(given.value, (tuple, EnvironmentValue))
            else given._replace(value=self._evaluator.from_environment(key.upper(), given.value))
            for given in givens
        )
