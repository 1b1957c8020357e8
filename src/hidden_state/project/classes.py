"""Classes: ancestors, methods, fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from hidden_state.facts import Attribute, Binding, Definition, ExprUnion, Item, Name, Scope, Write
from hidden_state.project.records import (
    ClassValue,
    ExternalValue,
    Ref,
    ScopeId,
)
from hidden_state.project.sites import ASSIGNMENTS

if TYPE_CHECKING:
    from hidden_state.project.program import Program

Evaluate = Callable[[ScopeId, ExprUnion], tuple[Ref, ...]]


class FieldWrite(Struct, frozen=True, gc=False):
    """`self.attr = value` or `cls.attr = value` in `scope`, a method or a function inside one."""

    scope: ScopeId
    write: Write
    on_class: bool


class ClassTable:
    """Answers what a class inherits and which fields its methods assign."""

    def __init__(self, program: Program, evaluate: Evaluate) -> None:
        """Take the evaluator that resolves the bases."""
        self._program = program
        self._evaluate = evaluate
        self._bases: dict[ScopeId, tuple[ScopeId | str, ...]] = {}
        self._external_bases: dict[ScopeId, tuple[str, ...]] = {}
        self._resolving = 0
        self._lines: dict[ScopeId, tuple[ScopeId, ...]] = {}
        self._fields: dict[ScopeId, dict[str, list[FieldWrite]]] = {}
        self._attributes: dict[tuple[ScopeId, str], tuple[ScopeId, list[Binding]] | None] = {}
        self._children: dict[int, dict[int, list[int]]] = {}
        self._subclasses: dict[ScopeId, list[ScopeId]] | None = None

    def bases(self, class_id: ScopeId) -> tuple[ScopeId | str, ...]:
        """Return the direct bases: classes of the project, or dotted outside names."""
        found = self._bases.get(class_id)
        if found is None:
            self._bases[class_id] = ()
            self._resolving += 1
            scope = self._program.scope(class_id)
            parent = self._program.parent(class_id)
            names: list[ScopeId | str] = []
            for base in scope.bases:
                plain = base.value if isinstance(base, Item) else base
                for ref in self._evaluate(parent, plain):
                    if isinstance(ref.value, ClassValue) and ref.value.id != class_id:
                        names.append(ref.value.id)
                    elif isinstance(ref.value, ExternalValue):
                        names.append(ref.value.name)
            found = self._bases[class_id] = tuple(dict.fromkeys(names))
            self._resolving -= 1
        return found

    def line(self, class_id: ScopeId) -> tuple[ScopeId, ...]:
        """Return the class and its ancestors in the project, nearest first."""
        found = self._lines.get(class_id)
        if found is None:
            order = [class_id]
            for item in order:
                for base in self.bases(item):
                    if isinstance(base, ScopeId) and base not in order:
                        order.append(base)
            found = self._lines[class_id] = tuple(order)
        return found

    def external_bases(self, class_id: ScopeId) -> tuple[str, ...]:
        """Return the outside names among all ancestors."""
        found = self._external_bases.get(class_id)
        if found is None:
            found = tuple(
                base
                for item in self.line(class_id)
                for base in self.bases(item)
                if isinstance(base, str)
            )
            if not self._resolving:
                self._external_bases[class_id] = found
        return found

    def subclasses(self, class_id: ScopeId) -> list[ScopeId]:
        """Return all classes of the project below this one."""
        if self._subclasses is None:
            table: dict[ScopeId, list[ScopeId]] = defaultdict(list)
            for item in self._program.classes:
                for ancestor in self.line(item)[1:]:
                    table[ancestor].append(item)
            self._subclasses = table
        return self._subclasses.get(class_id, [])

    def is_subclass(self, class_id: ScopeId, ancestor: ScopeId) -> bool:
        """Whether the first class is the second or inherits it."""
        return ancestor in self.line(class_id)

    def attribute(self, class_id: ScopeId, name: str) -> tuple[ScopeId, list[Binding]] | None:
        """Return the nearest ancestor that binds `name` in its body, with the bindings."""
        key = (class_id, name)
        try:
            return self._attributes[key]
        except KeyError:
            return self._attributes.setdefault(key, self._attribute(class_id, name))

    def _attribute(self, class_id: ScopeId, name: str) -> tuple[ScopeId, list[Binding]] | None:
        for item in self.line(class_id):
            bindings = self._program.bindings(item).get(name)
            if bindings:
                valued = [binding for binding in bindings if binding.how != "annotation"]
                if valued:
                    return item, self._readable(item, valued)
        return None

    def _readable(self, class_id: ScopeId, bindings: list[Binding]) -> list[Binding]:
        """Leave out the setters and deleters of a property."""
        getters = [
            binding
            for binding in bindings
            if not (
                isinstance(binding.value, Definition)
                and decorator_names(
                    self._program.scope(ScopeId(class_id.file, binding.value.scope))
                )
                & {"setter", "deleter"}
            )
        ]
        return getters or bindings

    def declared(self, class_id: ScopeId, name: str) -> tuple[ScopeId, Binding] | None:
        """Return the class that declares `name: annotation` in its body, without a value."""
        for item in self.line(class_id):
            for binding in self._program.bindings(item).get(name, ()):
                if binding.how == "annotation" and binding.annotation is not None:
                    return item, binding
        return None

    def method(self, class_id: ScopeId, name: str) -> ScopeId | None:
        """Return the method `name` of a class or of its nearest ancestor."""
        found = self.attribute(class_id, name)
        if found is None:
            return None
        value = found[1][-1].value
        return ScopeId(found[0].file, value.scope) if isinstance(value, Definition) else None

    def fields(self, class_id: ScopeId, name: str) -> list[FieldWrite]:
        """Return the assignments to field `name` in methods of a class and its ancestors."""
        return [
            field for item in self.line(class_id) for field in self.own_fields(item).get(name, ())
        ]

    def own_fields(self, class_id: ScopeId) -> dict[str, list[FieldWrite]]:
        """Return the assignments to fields in the methods of one class, by field."""
        found = self._fields.get(class_id)
        if found is None:
            found = self._fields[class_id] = {}
            for number in self.children(class_id):
                method = self._program.scope(ScopeId(class_id.file, number))
                if method.kind != "function":
                    continue
                receiver = receiver_name(method)
                if receiver is not None:
                    self._collect(ScopeId(class_id.file, number), receiver, method, found)
        return found

    def children(self, at: ScopeId) -> list[int]:
        """Return the numbers of the scopes written directly in a scope."""
        table = self._children.get(at.file)
        if table is None:
            table = self._children[at.file] = defaultdict(list)
            for number, scope in enumerate(self._program.facts[at.file].scopes):
                if number:
                    table[scope.parent].append(number)
        return table.get(at.scope, [])

    def _collect(
        self,
        at: ScopeId,
        receiver: str,
        method: Scope,
        found: dict[str, list[FieldWrite]],
    ) -> None:
        on_class = is_classmethod(method)
        for write in self._program.scope(at).writes:
            target = write.target
            if (
                isinstance(target, Attribute)
                and isinstance(target.value, Name)
                and target.value.id == receiver
                and write.how in ASSIGNMENTS
            ):
                found.setdefault(target.attr, []).append(FieldWrite(at, write, on_class))
        for number in self.children(at):
            self._collect(ScopeId(at.file, number), receiver, method, found)


def receiver_name(scope: Scope) -> str | None:
    """Return the name of a method's first parameter, None for a static method."""
    if is_staticmethod(scope) or not scope.parameters:
        return None
    first = scope.parameters[0]
    return first.name if first.kind == "positional" else None


def decorator_names(scope: Scope) -> set[str]:
    """Return the last names of a function's bare decorators."""
    return {
        item.id if isinstance(item, Name) else item.attr
        for item in scope.decorators
        if isinstance(item, (Name, Attribute))
    }


def is_staticmethod(scope: Scope) -> bool:
    """Whether a method takes no receiver."""
    return bool(scope.decorators) and "staticmethod" in decorator_names(scope)


def is_classmethod(scope: Scope) -> bool:
    """Whether a method's first parameter is the class."""
    if scope.name in ("__new__", "__init_subclass__", "__class_getitem__"):
        return True
    return bool(scope.decorators) and "classmethod" in decorator_names(scope)


def is_property(scope: Scope) -> bool:
    """Whether a method is read like a field."""
    names = decorator_names(scope) if scope.decorators else set()
    return bool(names & {"property", "cached_property", "hybrid_property", "classproperty"})
