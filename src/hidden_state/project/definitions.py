"""Where a state is defined, and what it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Definition, ExprUnion, Item
from hidden_state.project.classes import FieldWrite
from hidden_state.project.evaluation.refs import APPLICATION
from hidden_state.project.records import (
    ContainerValue,
    ExternalInstance,
    InstanceValue,
    Place,
    Ref,
    ScopeId,
)
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.keys import Key, Keys
    from hidden_state.project.sites import WriteSite

CONSTRUCTORS = frozenset({"__init__", "__new__", "__post_init__", "__init_subclass__"})


class Definitions:
    """Names states and finds the line that introduces them."""

    def __init__(self, evaluator: Evaluator, keys: Keys) -> None:
        """Take the evaluator and the keys of states."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._keys = keys

    def symbol(self, key: Key, fields: Iterable[str]) -> str:
        """Return the name of a state; FIELDS are the plain fields of an object that are written."""
        match key.kind:
            case "field" | "class" | "function":
                return f"{self._program.scope(key.scope).name}.{key.name}"
            case "fields":
                return f"{self._program.scope(key.scope).name}.{self._first(key, fields)}"
            case "cached" | "singleton":
                return self._program.scope(key.scope).name
            case _:
                return key.name

    def span(self, key: Key, fields: Iterable[str]) -> Span | None:
        """Return where a state is introduced, None where only its writes show it."""
        if key.kind == "application":
            return self._hung_on_application(key)
        if key.scope.file < 0:
            return None
        path = self._program.paths[key.scope.file]
        if key.kind in ("cached", "singleton", "default", "function"):
            scope = self._program.scope(key.scope)
            end = scope.column + len(scope.name)
            return Span(path, scope.line, scope.column, scope.line, end)
        name = self._first(key, fields) if key.kind == "fields" else key.name
        for binding in self._program.bindings(key.scope).get(name, ()):
            return Span(path, binding.line, binding.column, binding.line, binding.end_column)
        if key.kind in ("class", "field", "fields"):
            return self._field_span(key.scope, name, path)
        return None

    def holder(self, key: Key) -> str:
        """Return what kind of object a state is: dict, list, set, a class, or '' when unknown."""
        for ref in self._held(key):
            if isinstance(ref.value, ContainerValue):
                kind = getattr(ref.value.display, "kind", "")
                if kind:
                    return str(kind)
            if isinstance(ref.value, ExternalInstance):
                return ref.value.name.rpartition(".")[2]
            if isinstance(ref.value, InstanceValue):
                return self._program.scope(ref.value.class_id).name
        return ""

    def initial_items(self, key: Key) -> bool:
        """Whether the state is a container that starts with something in it."""
        return any(
            isinstance(ref.value, ContainerValue) and bool(getattr(ref.value.display, "items", ()))
            for ref in self._held(key)
        )

    def _held(self, key: Key) -> Iterator[Ref]:
        if key.kind == "field":
            for field in self._evaluator.classes.own_fields(key.scope).get(key.name, ()):
                if field.write.how != "annotation":
                    yield from self._evaluator.evaluate(field.scope, field.write.value)
        elif key.kind not in ("application", "external", "switch", "fields"):
            yield from self._keys.root_refs(Place(key.kind, key.scope, key.name))

    def _first(self, key: Key, fields: Iterable[str]) -> str:
        """Return the field of an object that is introduced first."""
        spans = []
        for name in fields:
            bindings = self._program.bindings(key.scope).get(name)
            found = self._introduction(key.scope, name)
            line = bindings[0].line if bindings else found.write.line if found else 0
            spans.append((line == 0, line, name))
        return min(spans)[2] if spans else ""

    def _introduction(self, class_id: ScopeId, name: str) -> FieldWrite | None:
        fields = list(self._evaluator.classes.own_fields(class_id).get(name, ()))
        fields.extend(self._set_by_new(class_id, name))
        return min(
            fields,
            key=lambda field: (
                self._program.scope(field.scope).name not in CONSTRUCTORS,
                field.write.line,
            ),
            default=None,
        )

    def _set_by_new(self, class_id: ScopeId, name: str) -> Iterator[FieldWrite]:
        """Yield `cls._instance.name = ...` in a `__new__` that makes the only object."""
        new = self._program.bindings(class_id).get("__new__")
        if not new or not isinstance(new[-1].value, Definition):
            return
        at = ScopeId(class_id.file, new[-1].value.scope)
        for write in self._program.scope(at).writes:
            if isinstance(write.target, Attribute) and write.target.attr == name:
                yield FieldWrite(at, write, False)

    def _field_span(self, class_id: ScopeId, name: str, path: str) -> Span | None:
        found = self._introduction(class_id, name)
        if found is None:
            return None
        write = found.write
        end = write.column + len("self.") + len(name)
        return Span(path, write.line, write.column, write.line, end)

    def _hung_on_application(self, key: Key) -> Span | None:
        """Return where start-up code first puts something on the application."""
        text = key.name.removeprefix(APPLICATION.name)
        sites: Iterable[WriteSite]
        if text.endswith("]"):
            bag, _, last = text[:-1].rpartition("[")
            sites = self._program.keyed_writes.get(last, ())
        else:
            bag, _, last = text.rpartition(".")
            sites = self._program.attribute_writes.get(last, ())
        wanted = APPLICATION.under(tuple(step for step in bag.split(".") if step))
        found = [
            (self._depth(site), self._program.paths[site.file], site)
            for site in sites
            if self._is_on(wanted, site)
        ]
        if not found:
            return None
        _, path, site = min(found, key=lambda item: (item[0], item[1], item[2]))
        write = self._program.write(site)
        return Span(path, write.line, write.column, write.line, write.column + len(last))

    def _depth(self, site: WriteSite) -> int:
        """Return 0 for module code, 1 for code that only start-up reaches, 2 for the rest."""
        if site.scope == 0:
            return 0
        return 2 if self._evaluator.serves(ScopeId(site.file, site.scope)) else 1

    def _is_on(self, bag: Place, site: WriteSite) -> bool:
        target = self._program.write(site).target
        base: ExprUnion | None = None
        if isinstance(target, (Attribute, Item)):
            base = target.value
        return base is not None and any(
            ref.place == bag
            for ref in self._evaluator.evaluate(ScopeId(site.file, site.scope), base)
        )
