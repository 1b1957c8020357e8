"""What one function puts into the configuration of an application object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Name
from hidden_state.project.evaluation.texts import HOLE, part_text
from hidden_state.project.records import (
    ClassValue,
    ExternalInstance,
    InstanceValue,
    ModuleValue,
    ScopeId,
)
from hidden_state.project.settings.given import EMPTY, Absent, Tree, either
from hidden_state.project.settings.roles import NEUTRAL, OFF, rank
from hidden_state.project.settings.statements import Statements
from hidden_state.project.settings.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Binding, Call, ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import Value
    from hidden_state.project.settings.given import Site
    from hidden_state.project.settings.namespaces import Namespaces
    from hidden_state.project.settings.statements import Change

MOST_CALLERS = 12
FILLERS = ("from_object", "from_mapping", "from_pyfile", "config_from_object")


class Filling(Statements):
    """Goes through a function that fills a configuration, in the order of its lines."""

    def __init__(self, evaluator: Evaluator, namespaces: Namespaces, at: ScopeId) -> None:
        """Take the scope AT, and what classes and modules set."""
        super().__init__(namespaces.reader, at, EMPTY, lambda *_: None)
        self._evaluator = evaluator
        self._program = evaluator.program
        self._namespaces = namespaces
        self._own = EMPTY

    def is_root(self, expr: ExprUnion) -> bool:
        """Whether EXPR is the configuration itself."""
        return any(
            isinstance(ref.value, ExternalInstance)
            and self._evaluator.models.kind_of(ref.value.name) == "settings"
            for ref in self._evaluator.evaluate(self._at, expr)
        )

    def _view(self, site: Site) -> View:
        return View(self._at, self._own, site, is_own=True)

    def _bind(self, binding: Binding, change: Change) -> None:
        """Keep what a name of the scope is by now: it is no setting, but may become one."""
        if binding.how not in ("assign", "augment", "delete"):
            return
        settings, self.names = self.names, self._own
        super()._bind(binding, change)
        self._own, self.names = self.names, settings

    def _named(self, name: str) -> list[str] | None:
        return None

    def _call(self, call: Call, change: Change) -> None:
        func = call.func
        if not isinstance(func, Attribute) or change.truth.holds is False or not call.args:
            super()._call(call, change)
        elif func.attr == "from_object" and self.is_root(func.value):
            self._take(self._objects(call.args[0], change.site), change)
        elif func.attr == "from_pyfile" and self.is_root(func.value):
            text = self._reader.text(self._view(change.site), call.args[0])
            file = self._file(text) if text else -1
            self._take([self._namespaces.of(ScopeId(file, 0))] if file >= 0 else [], change)
        else:
            super()._call(call, change)

    def _take(self, several: list[Tree], change: Change) -> None:
        """Let the configuration have what one of SEVERAL sets in capitals."""
        entries = {key for tree in several for key in tree.entries if key.isupper()}
        for key in sorted(entries):
            self._give([key], either(*(tree.entries.get(key, ()) for tree in several)), change)

    def _objects(self, expr: ExprUnion, site: Site) -> list[Tree]:
        """Return what the classes or modules set that EXPR may be: production's, if any."""
        found: list[ScopeId] = []
        for value in self._options(expr, site):
            match value:
                case ClassValue(class_id) | InstanceValue(class_id):
                    found.append(class_id)
                case ModuleValue(file) if file >= 0:
                    found.append(ScopeId(file, 0))
                case other:
                    text = part_text(other)
                    found.extend(self._dotted(text) if HOLE not in text else ())
        return [self._namespaces.of(at) for at in self._live(found)]

    def _options(self, expr: ExprUnion, site: Site) -> Iterator[Value]:
        """Yield what EXPR may be; of a parameter, what callers pass, and the default."""
        parameters = {item.name: item for item in self._scope.parameters}
        parameter = parameters.get(expr.id) if isinstance(expr, Name) else None
        if parameter is not None:
            for edge in self._evaluator.callers(self._at)[:MOST_CALLERS]:
                for ref in self._evaluator.argument(edge, self._at, parameter.name):
                    yield ref.value
            if parameter.default is None:
                return
            expr = parameter.default
        for given in self._reader.read(self._view(site), expr):
            if not isinstance(given.value, (Tree, Absent)):
                yield given.value

    def _live(self, found: list[ScopeId]) -> list[ScopeId]:
        """Return those of FOUND, or of their siblings, that are nearest to production."""
        ranks = {at: rank(self._own_name(at)) for at in found}
        if all(item == OFF for item in ranks.values()):
            for at in found:
                for other in self._siblings(at):
                    ranks.setdefault(other, rank(self._own_name(other)))
            ranks = {at: item for at, item in ranks.items() if at in found or item < NEUTRAL}
        best = min(ranks.values(), default=OFF)
        return [at for at, item in ranks.items() if item == best]

    def _own_name(self, at: ScopeId) -> str:
        parts = self._program.modules.parts[at.file]
        return self._program.scope(at).name if at.scope else parts[-1] if parts else ""

    def _siblings(self, class_id: ScopeId) -> Iterator[ScopeId]:
        """Yield the classes below what a class inherits."""
        if class_id.scope:
            for base in self._evaluator.classes.line(class_id)[1:]:
                yield from self._evaluator.classes.subclasses(base)

    def _dotted(self, text: str) -> list[ScopeId]:
        """Return the module or class of a dotted name, `config.ProductionConfig`."""
        name = text.replace(":", ".")
        target = self._program.modules.absolute(name, self._at.file)
        if target >= 0:
            return [ScopeId(target, 0)]
        module, _, member = name.rpartition(".")
        target = self._program.modules.absolute(module, self._at.file) if module else -1
        if target < 0:
            return []
        refs = self._evaluator.name(ScopeId(target, 0), member)
        return [
            ref.value.id if isinstance(ref.value, ClassValue) else ref.value.class_id
            for ref in refs
            if isinstance(ref.value, (ClassValue, InstanceValue))
        ]

    def _file(self, text: str) -> int:
        """Return the number of the Python file that is meant by a relative path, -1 if none."""
        wanted = text.replace("\\", "/").lstrip("./")
        paths = self._program.paths
        near = paths[self._at.file].rpartition("/")[0]
        found = [
            number
            for number, path in enumerate(paths)
            if path == wanted or path.endswith(f"/{wanted}")
        ]
        return min(found, key=lambda number: not paths[number].startswith(near), default=-1)
