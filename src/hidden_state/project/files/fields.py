"""What fields of objects say of a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Definition
from hidden_state.project.classes import is_property
from hidden_state.project.files import text as texts
from hidden_state.project.files.core import Named, Traced, best
from hidden_state.project.files.names import PathNames
from hidden_state.project.records import ClassValue, InstanceValue, ModuleValue, ScopeId
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Parameter
    from hidden_state.project.records import Value

MOST_CALLERS = 12


class PathFields(PathNames):
    """Looks up fields that hold paths."""

    def member(self, value: Value, attr: str) -> Traced | None:
        """Return what an attribute of a module, class or object of the project is."""
        match value:
            case ModuleValue(file) if file >= 0:
                return self.name(ScopeId(file, 0), attr)
            case ClassValue(class_id) | InstanceValue(class_id):
                return self._field(class_id, attr)
            case _:
                return None

    def _field(self, class_id: ScopeId, attr: str) -> Traced | None:
        classes = self.evaluator.classes
        own = texts.token(texts.OPEN, f"field {class_id.file}.{class_id.scope}.{attr}", attr)
        symbol = f"{self.program.scope(class_id).name}.{attr}"
        first: Traced | None = None
        for field in classes.fields(class_id, attr):
            write = field.write
            if write.how == "annotation":
                continue
            path = self.program.paths[field.scope.file]
            span = Span(path, write.line, write.column, write.line, write.column + len(attr))
            found = self._completed(field.scope, self.trace(field.scope, write.value))
            if texts.is_rooted(found.text) or texts.BRIEF in found.text:
                return Traced(found.text, (Named(found.text, symbol, span), *found.names))
            named = own + texts.ending_of(found.text)
            first = first or Traced(named, (Named(named, symbol, span),))
        attribute = classes.attribute(class_id, attr)
        if attribute is not None:
            owner, bindings = attribute
            value = bindings[-1].value
            if isinstance(value, Definition):
                return self._property(ScopeId(owner.file, value.scope))
            return self.name(owner, attr)
        if first is None and classes.declared(class_id, attr) is not None:
            return Traced(own)
        return first

    def _completed(self, at: ScopeId, found: Traced) -> Traced:
        """Return a path that a method keeps with what its callers pass, if they agree."""
        if texts.is_rooted(found.text):
            return found
        for parameter in self.program.scope(at).parameters:
            own = texts.variable(at, parameter.name)
            if not found.text.startswith(own):
                continue
            passed = {
                traced.text: traced
                for traced in self._passed(at, parameter)
                if texts.is_rooted(traced.text)
            }
            if len(passed) == 1:
                only = next(iter(passed.values()))
                return Traced(texts.cleaned(found.text.replace(own, only.text)), only.names)
        return found

    def _passed(self, at: ScopeId, parameter: Parameter) -> Iterator[Traced]:
        """Yield what callers pass for a parameter, and its default."""
        for edge in self.evaluator.callers(at)[:MOST_CALLERS]:
            expr = self.evaluator.passed(edge, at, parameter.name)
            if expr is not None:
                yield self.trace(edge.caller, expr)
        if parameter.default is not None:
            yield self.trace(self.program.parent(at), parameter.default)

    def _property(self, function: ScopeId) -> Traced | None:
        scope = self.program.scope(function)
        if not is_property(scope):
            return None
        found = [self.trace(function, expr) for expr in scope.returns]
        return best(found) if found else None
