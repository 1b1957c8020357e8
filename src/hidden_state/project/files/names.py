"""What names say of a path, and the line that gives them their value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Choice, Display, Name
from hidden_state.project.files import text as texts
from hidden_state.project.files.core import DEEPEST, Named, Traced, says
from hidden_state.project.files.settled import Settled
from hidden_state.project.records import ExternalValue
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Binding, ExprUnion
    from hidden_state.project.records import ScopeId

COLLECTING = frozenset({"append", "appendleft", "insert", "add"})
OWN_FILE = "builtins.__file__"


class PathNames(Settled):
    """Looks up names that hold paths."""

    def name(self, at: ScopeId, name: str) -> Traced:
        """Return the path that NAME, read in scope AT, stands for."""
        owner = self.evaluator.owner(at, name)
        key = (owner, name)
        found = self._named.get(key)
        if found is None:
            if key in self._active or len(self._active) > DEEPEST:
                return Traced(texts.variable(owner, name))
            self._active.add(key)
            try:
                found = self._look_up(owner, name)
            finally:
                self._active.discard(key)
            self._named[key] = found
        return found

    def _look_up(self, owner: ScopeId, name: str) -> Traced:
        scope = self.program.scope(owner)
        if scope.kind in ("module", "class"):
            return self._lasting(owner, name)
        bindings = self.program.bindings(owner).get(name, ())
        if bindings and bindings[0].how == "import":
            return self._lasting(owner, name)
        found = [
            self.trace(owner, binding.value)
            for binding in bindings
            if binding.how in ("assign", "with", "for", "augment", "comprehension")
        ]
        if any(isinstance(binding.value, Display) for binding in bindings):
            found.extend(self._collected(owner, name))
        known = [item for item in found if item.text]
        if any(item.name == name for item in scope.parameters):
            rooted = [item for item in known if texts.is_rooted(item.text)]
            return rooted[0] if rooted else Traced(texts.variable(owner, name))
        chosen = max(known, key=lambda item: says(item.text), default=None)
        given = {texts.variable(owner, item.name) for item in scope.parameters}
        if chosen is not None and chosen.text in given:
            return chosen
        if chosen is None or (texts.TOKEN.fullmatch(chosen.text) and texts.is_open(chosen.text)):
            return Traced(texts.variable(owner, name))
        return chosen

    def _collected(self, owner: ScopeId, name: str) -> Iterator[Traced]:
        """Yield the paths that a function puts into a list or set of its own."""
        for call in self.program.scope(owner).calls:
            match call.func:
                case Attribute(Name(receiver), attr) if receiver == name and attr in COLLECTING:
                    if call.args:
                        yield self.trace(owner, call.args[-1])
                case _:
                    continue

    def _lasting(self, owner: ScopeId, name: str) -> Traced:
        """Return what a name of a module or class body stands for."""
        for binding in self.program.bindings(owner).get(name, ()):
            if binding.how in ("assign", "for", "with", "annotation"):
                return self.bound(owner, binding)
            if binding.how == "import":
                break
        for ref in self.evaluator.name(owner, name):
            place = ref.place
            if (
                place is not None
                and place.kind in ("global", "class")
                and not place.path
                and place.scope.file >= 0
                and (place.scope, place.name) != (owner, name)
            ):
                return self.name(place.scope, place.name)
            if isinstance(ref.value, ExternalValue) and ref.value.name == OWN_FILE:
                return Traced(f"{texts.ROOT}/{self.program.paths[owner.file]}")
            settled = self._settled(ref)
            if settled is not None:
                return settled
        return Traced(texts.variable(owner, name))

    def step(self, at: ScopeId, expr: ExprUnion) -> Traced:
        """Return what an expression is further down in a path: open if it may be something else."""
        found = self.trace(at, expr)
        if not texts.PLAIN.fullmatch(found.text):
            return found
        if isinstance(expr, Name):
            owner = self.evaluator.owner(at, expr.id)
            bindings = self.program.bindings(owner).get(expr.id, ())
            at, expr = owner, bindings[0].value if len(bindings) == 1 else expr
        options = expr.options if isinstance(expr, Choice) else ()
        others = (self.trace(at, option) for option in options)
        return next((other for other in others if texts.is_open(other.text)), found)

    def bound(self, owner: ScopeId, binding: Binding) -> Traced:
        """Return what a binding of a module or class says, with its name."""
        found = self.trace(owner, binding.value)
        text = found.text
        path = self.program.paths[owner.file]
        if not texts.is_rooted(text):
            settled = [self._settled(ref) for ref in self.evaluator.name(owner, binding.name)]
            text = next((item.text for item in settled if item is not None), "")
            key = f"name {owner.file}.{owner.scope}.{binding.name}"
            is_field = self.program.scope(owner).kind == "class" and (
                not found.text or self._is_row(owner)
            )
            sort = texts.OPEN if is_field else texts.SETTLED
            text = text or texts.token(sort, key, binding.name)
        span = Span(path, binding.line, binding.column, binding.line, binding.end_column)
        scope = self.program.scope(owner)
        symbol = f"{scope.name}.{binding.name}" if scope.kind == "class" else binding.name
        return Traced(text, (Named(text, symbol, span), *found.names))

    def _is_row(self, class_id: ScopeId) -> bool:
        """Whether each object of a class has its own values for what the class declares."""
        if self.evaluator.copies_defaults(class_id):
            return True
        return self.evaluator.is_row(class_id)
