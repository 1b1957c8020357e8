"""Which state a place belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.evaluation.refs import APPLICATION
from hidden_state.project.records import (
    NOWHERE,
    ClassValue,
    ConstantValue,
    ContainerValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    Place,
    Ref,
    ScopeId,
)

if TYPE_CHECKING:
    from hidden_state.project.evaluation.evaluator import Evaluator

TRANSIENT = frozenset({"request", "thread", "context", "connection"})


class Key(NamedTuple):
    """What makes two writes changes of the same state.

    `kind` is that of a place, or field (a container in an object), fields (all plain fields of
    a class), application (something hung on the application) or switch.
    """

    kind: str
    scope: ScopeId
    name: str


class Keys:
    """Finds the states of places."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Take the evaluator that knows what is kept at a place."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._models = evaluator.models

    def own(self, place: Place, is_field: bool) -> Key:
        """Return the state at PLACE; IS_FIELD says that its last step is an assigned field."""
        owner = self._owner(place)
        if owner is not None:
            if is_field and self._is_plain(owner):
                return Key("fields", owner.scope, "")
            return owner
        return self._rooted(place)

    def around(self, place: Place) -> Key | None:
        """Return the state that PLACE is inside of: the container, or name, that holds it."""
        if "[]" in place.path:
            outer = Place(place.kind, place.scope, place.name, place.path[: place.path.index("[]")])
            return self.own(outer, False)
        if place.path and place.kind in ("global", "closure"):
            return Key(place.kind, place.scope, place.name)
        return None

    def _rooted(self, place: Place) -> Key:
        if place.kind == "external":
            steps = [step for step in place.path if step != "[]"][:2]
            text = "".join(step if step.startswith("[") else "." + step for step in steps)
            kind = "application" if place.name == APPLICATION.name else "external"
            return Key(kind, place.scope, place.name + text)
        return Key(place.kind, place.scope, place.name)

    def _is_plain(self, owner: Key) -> bool:
        """Whether a field holds no container of its own."""
        classes = self._evaluator.classes
        values = [
            ref.value
            for field in classes.own_fields(owner.scope).get(owner.name, ())
            if field.write.how != "annotation"
            for ref in self._evaluator.evaluate(field.scope, field.write.value)
        ]
        values.extend(
            ref.value
            for binding in self._program.bindings(owner.scope).get(owner.name, ())
            for ref in self._evaluator.evaluate(owner.scope, binding.value)
        )
        return not any(isinstance(value, ContainerValue) for value in values)

    def is_immutable(self, place: Place) -> bool:
        """Whether only constants are known to be kept at PLACE: they cannot change inside."""
        refs = list(self.root_refs(place))
        for step in place.path:
            if step != "[]":
                return False
            refs = [part for ref in refs[:6] for part in self._evaluator.elements(ref)]
        values = [ref.value for ref in refs]
        return bool(values) and all(
            isinstance(value, ConstantValue) and value.value is not None for value in values
        )

    def _owner(self, place: Place) -> Key | None:
        """Return the last field on the way to PLACE whose class is known."""
        if not place.path:
            return None
        refs = list(self.root_refs(place))
        owner: Key | None = None
        for step in place.path:
            following: list[Ref] = []
            for ref in refs[:6]:
                if step == "[]":
                    following.extend(self._evaluator.elements(ref))
                elif step.startswith("["):
                    if ref.place is not None:
                        following.extend(self._evaluator.under_key(ref.place, step[1:-1]))
                else:
                    if isinstance(ref.value, InstanceValue):
                        owner = self.field(ref.value.class_id, step)
                    following.extend(self._evaluator.member(ref, step, place.scope))
            refs = list(dict.fromkeys(following))
        return owner

    def field(self, class_id: ScopeId, attr: str) -> Key:
        """Return the field ATTR of a class, at the class that introduces it.

        That is an ancestor, or the one descendant that does where no ancestor knows of it.
        """
        above = self._introducing(class_id, attr)
        if above is not None:
            return Key("field", above, attr)
        subclasses = self._evaluator.classes.subclasses(class_id)
        below = {self._introducing(item, attr) for item in subclasses} - {None}
        only = below.pop() if len(below) == 1 else None
        return Key("field", only or class_id, attr)

    def _introducing(self, class_id: ScopeId, attr: str) -> ScopeId | None:
        """Return the first of a class and its ancestors, from the top, that has ATTR."""
        classes = self._evaluator.classes
        holders = [
            item
            for item in classes.line(class_id)
            if attr in classes.own_fields(item) or attr in self._program.bindings(item)
        ]
        return holders[-1] if holders else None

    def root_refs(self, place: Place) -> tuple[Ref, ...]:
        """Return what is kept at the root of PLACE."""
        evaluator = self._evaluator
        match place.kind:
            case "global" | "closure" | "default":
                return evaluator.name(place.scope, place.name)
            case "class":
                return tuple(
                    evaluator.member(Ref(ClassValue(place.scope)), place.name, place.scope)
                )
            case "cached":
                value = FunctionValue(place.scope)
                return tuple(evaluator.called(Ref(value), None, place.scope))
            case "singleton":
                return (Ref(InstanceValue(place.scope), place.root),)
            case "external" if place.scope == NOWHERE and place.name == APPLICATION.name:
                return tuple(
                    Ref(ExternalInstance(name), APPLICATION)
                    for name in sorted(evaluator.applications)
                )
            case _:
                return ()

    def is_transient(self, place: Place) -> bool:
        """Whether the root lives only as long as a request, a thread's task or a connection."""
        if place.kind not in ("global", "class", "closure"):
            return False
        for ref in self.root_refs(place):
            if isinstance(ref.value, (ExternalInstance, ExternalValue)):
                if self._models.kind_of(ref.value.name) in TRANSIENT:
                    return True
            elif isinstance(ref.value, InstanceValue):
                bases = self._evaluator.classes.external_bases(ref.value.class_id)
                if any(self._models.kind_of(base) in TRANSIENT for base in bases):
                    return True
        return False
