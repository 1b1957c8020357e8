"""Where a write lands: from the expression that changes to a place that outlives the request."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from hidden_state.facts import Attribute, ExprUnion, Item, Name, Write
from hidden_state.project.calls import CallGraph
from hidden_state.project.classes import receiver_name
from hidden_state.project.entries import EntryPoints
from hidden_state.project.evaluate import APPLICATION, Evaluator
from hidden_state.project.phases import SERVING, Chain, Phases, Step
from hidden_state.project.program import key_text
from hidden_state.project.records import (
    NOWHERE,
    AnnotatedValue,
    ClassValue,
    ConstantValue,
    ContainerValue,
    EntryPoint,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    ModuleValue,
    Place,
    Ref,
    ScopeId,
    UnknownValue,
    Value,
)

MOST_CLIMBS = 300
FIELD_WRITES = frozenset(
    """attribute assignment|setattr()|delattr()|__setattr__()|augmented assignment|deletion""".split("|")
)
ITEM_WRITES = frozenset({"item assignment", "augmented assignment", "deletion"})
CONTAINER_KINDS = frozenset({"container", "bag", "cache"})
STORE_KINDS = frozenset({"application", "settings", "environment", "bag"})
NAMED_ONLY = frozenset({"augmented assignment", "next()", "write()", "set()"})
UNMISTAKABLE = frozenset(
    {"append()", "appendleft()", "extend()", "setdefault()", "discard()", "popleft()"}
)


class Landing(NamedTuple):
    """A place that a write reaches, and the chain from an entry point to the writing function."""

    place: Place
    chain: Chain


class Target(NamedTuple):
    """The object that a write changes; `of` is what holds it, known or not."""

    place: Place
    value: Value


class Climb(NamedTuple):
    """A parameter whose callers are to be asked; `wanted` is the class its object must fit."""

    place: Place
    steps: tuple[Step, ...]
    weak: bool
    wanted: ScopeId | None


class Places:
    """Resolves the targets of writes."""

    def __init__(
        self, evaluator: Evaluator, graph: CallGraph, entries: EntryPoints, phases: Phases
    ) -> None:
        """Take what has been linked so far."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._models = evaluator.models
        self._graph = graph
        self._entries = entries
        self._phases = phases
        self._instances: dict[ScopeId, tuple[Place, ...]] = {}
        self._outers: dict[Place, tuple[Place, ...]] = {}

    # -- the object that changes ------------------------------------------------------------

    def targets(self, at: ScopeId, write: Write) -> Iterator[Target]:
        """Yield the places of the objects that WRITE, in function AT, changes."""
        target, how = write.target, write.how
        if isinstance(target, Name) and target.id in self._program.scope(at).global_names:
            if how in ("rebinding", "augmented assignment"):
                yield Target(Place("global", ScopeId(at.file, 0), target.id), UnknownValue())
                return
        if how == "rebinding":
            yield from self._rebound(at, target)
        elif isinstance(target, Attribute) and how in FIELD_WRITES:
            refs = self._evaluator.at_write(at, target.value, write.line, write.block)
            yield from self._assigned(refs, target.attr)
        elif isinstance(target, Item) and how in ITEM_WRITES:
            refs = self._evaluator.at_write(at, target.value, write.line, write.block)
            yield from self._stored(refs, target)
        elif how in ("setitem()", "delitem()"):
            refs = self._evaluator.at_write(at, target, write.line, write.block)
            yield from self._stored(refs, target)
        elif how != "annotation":
            refs = self._evaluator.at_write(at, target, write.line, write.block)
            yield from self._changed(refs, how)

    def _rebound(self, at: ScopeId, target: ExprUnion) -> Iterator[Target]:
        if not isinstance(target, Name):
            return
        scope = self._program.scope(at)
        if target.id in scope.global_names:
            place = Place("global", ScopeId(at.file, 0), target.id)
        else:
            owner = self._evaluator.owner(self._program.parent(at), target.id)
            if owner.scope == 0:
                return
            place = Place("closure", owner, target.id)
        yield Target(place, UnknownValue())

    def _assigned(self, refs: Iterable[Ref], attr: str) -> Iterator[Target]:
        """Yield what assigning the field ATTR of REFS changes."""
        for ref in refs:
            match ref.value:
                case InstanceValue(class_id):
                    if ref.place is not None and not self._is_property(class_id, attr):
                        yield Target(ref.place.step(attr), ref.value)
                case ClassValue(class_id):
                    owner = self._evaluator.classes.attribute(class_id, attr)
                    holder = owner[0] if owner is not None else class_id
                    yield Target(Place("class", holder, attr), ref.value)
                case ModuleValue(file) if file >= 0:
                    yield Target(Place("global", ScopeId(file, 0), attr), ref.value)
                case FunctionValue(function, None) if not attr.startswith("__"):
                    yield Target(Place("function", function, attr), ref.value)
                case ExternalInstance(name) if ref.place is not None:
                    if self._models.kind_of(name) in STORE_KINDS:
                        yield Target(ref.place.step(attr), ref.value)
                case ExternalValue(name):
                    if name in self._program.imported_modules:
                        yield Target(Place("external", NOWHERE, f"{name}.{attr}"), ref.value)
                    elif ref.place is not None and self._models.kind_of(name) in STORE_KINDS:
                        yield Target(ref.place.step(attr), ref.value)
                case UnknownValue() if ref.place is not None and ref.place.path[-1:] == ("[]",):
                    yield Target(ref.place.step(attr), ref.value)
                case _:
                    continue

    def _is_property(self, class_id: ScopeId, attr: str) -> bool:
        found = self._evaluator.classes.attribute(class_id, attr)
        if found is None or self._evaluator.classes.method(class_id, attr) is None:
            return False
        return True

    def _stored(self, refs: Iterable[Ref], target: ExprUnion) -> Iterator[Target]:
        """Yield what assigning an item of REFS changes."""
        for ref in refs:
            if isinstance(ref.value, ModuleValue) and ref.value.file >= 0:
                key = getattr(getattr(target, "key", None), "value", None)
                if isinstance(key, str):
                    yield Target(Place("global", ScopeId(ref.value.file, 0), key), ref.value)
            if ref.place is None:
                continue
            match ref.value:
                case ContainerValue() | AnnotatedValue() | UnknownValue():
                    yield Target(ref.place, ref.value)
                case ExternalInstance(name):
                    kind = self._models.kind_of(name)
                    if kind in STORE_KINDS:
                        yield Target(_keyed(ref.place, target), ref.value)
                    elif kind in CONTAINER_KINDS:
                        yield Target(ref.place, ref.value)
                case ExternalValue() if ref.place.root == APPLICATION:
                    yield Target(_keyed(ref.place, target), ref.value)
                case ExternalValue(name):
                    if self._models.kind_of(name) in STORE_KINDS:
                        yield Target(_keyed(ref.place, target), ref.value)
                case InstanceValue(class_id):
                    key = getattr(getattr(target, "key", None), "value", None)
                    if self._evaluator.is_container_class(class_id):
                        yield Target(ref.place, ref.value)
                    elif _is_namespace(target) and isinstance(key, str):
                        yield Target(ref.place.step(key), ref.value)
                case _:
                    continue

    def _changed(self, refs: Sequence[Ref], how: str) -> Iterator[Target]:
        """Yield what a mutating method or function changes."""
        known = any(isinstance(r.value, (ContainerValue, AnnotatedValue, InstanceValue, ExternalInstance)) for r in refs)
        for ref in refs:
            if ref.place is None:
                continue
            match ref.value:
                case ContainerValue() | AnnotatedValue():
                    yield Target(ref.place, ref.value)
                case ExternalInstance(name):
                    kind = self._models.kind_of(name)
                    if how == "next()":
                        changes = name == "itertools.count"
                    else:
                        changes = kind in CONTAINER_KINDS or kind in ("environment", "settings")
                    if changes:
                        yield Target(ref.place, ref.value)
                case ExternalValue(name):
                    if self._models.kind_of(name) in ("environment", "settings"):
                        yield Target(ref.place, ref.value)
                case InstanceValue(class_id):
                    name = how.removesuffix("()")
                    if (
                        self._evaluator.classes.method(class_id, name) is None
                        and self._evaluator.is_container_class(class_id)
                    ):
                        yield Target(ref.place, ref.value)
                case UnknownValue() if how in NAMED_ONLY or known:
                    continue
                case UnknownValue() if how in UNMISTAKABLE or ref.place.path[-1:] == ("[]",):
                    yield Target(ref.place, ref.value)
                case UnknownValue() if ref.place.kind == "parameter" and not ref.place.path:
                    yield Target(ref.place, ref.value)
                case _:
                    continue

    # -- where that object lives ------------------------------------------------------------

    def land(self, at: ScopeId, place: Place) -> Iterator[Landing]:
        """Yield the long-lived places that PLACE, written in function AT, stands for while serving."""
        if place.kind == "default" and self._is_always_given(place):
            return
        if place.kind != "parameter":
            yield from self._settled(place, at, (), False)
        elif place.scope != at:
            for outer in self._outer(place):
                yield from self._settled(outer, at, (), False)
        else:
            yield from self._climb(place)

    def _is_always_given(self, place: Place) -> bool:
        """Whether all known callers pass the parameter, so that its default is never used."""
        edges = [edge for edge in self._graph.callers(place.scope) if not edge.weak]
        return bool(edges) and all(
            self._evaluator.argument(edge, place.scope, place.name) for edge in edges
        )

    def _settled(
        self, place: Place, function: ScopeId, steps: tuple[Step, ...], weak: bool
    ) -> Iterator[Landing]:
        if not self.outlives_requests(place):
            return
        chain = self._phases.chain(function)
        if chain is None:
            return
        found = Chain(chain.entry, chain.steps + steps, chain.weak or weak)
        if place.kind == "closure" and any(step.function == place.scope for step in found.steps):
            return
        yield Landing(place, found)

    def outlives_requests(self, place: Place) -> bool:
        """Whether what is kept at PLACE lives as long as the process."""
        if place.kind == "closure":
            return not self._phases.only_serves(place.scope)
        if place == APPLICATION.under(place.path):
            return True
        if place.kind in ("class", "function"):
            return not self._is_made_per_request(place.scope)
        if place.kind == "external" and not place.path:
            owner = place.name.rpartition(".")[0]
            if owner in self._program.imported_modules:
                return True
        if place.kind == "external":
            return self._models.kind_of(_known_prefix(self._models, place.name)) in STORE_KINDS
        return place.kind != "parameter"

    def _is_made_per_request(self, definition: ScopeId) -> bool:
        """Whether the class or function itself is defined in a function that runs while serving."""
        parent = self._program.parent(definition)
        return (
            parent.scope > 0
            and self._program.scope(parent).kind == "function"
            and self._phases.only_serves(parent)
        )

    def _climb(self, start: Place) -> Iterator[Landing]:
        """Ask the callers, and theirs, what they pass for a parameter."""
        seen = {start}
        queue: deque[Climb] = deque([Climb(start, (), False, self._receiver_class(start))])
        while queue and len(seen) < MOST_CLIMBS:
            place, steps, weak, wanted = queue.popleft()
            function = place.scope
            held = self._held(place)
            if held is not None:
                for landing in held:
                    yield Landing(
                        landing.place,
                        Chain(
                            landing.chain.entry,
                            landing.chain.steps + steps,
                            weak or landing.chain.weak,
                        ),
                    )
                continue
            for edge in self._graph.callers(function):
                caller_steps = (Step(edge.caller, edge.line), *steps)
                refs = self._evaluator.argument(edge, function, place.name)
                if edge.weak and self._is_receiver(place):
                    refs = self._known_instances(place)
                for ref in refs:
                    if ref.place is None or not self._fits(ref, wanted):
                        continue
                    moved = ref.place.under(place.path)
                    if moved.kind != "parameter":
                        if edge.argument >= 0:
                            yield from self._settled(moved, function, steps, weak or edge.weak)
                        yield from self._settled(
                            moved, edge.caller, caller_steps, weak or edge.weak
                        )
                    elif moved.scope == edge.caller:
                        if moved not in seen:
                            seen.add(moved)
                            narrowed = self._narrowed(moved, ref, wanted)
                            queue.append(
                                Climb(moved, caller_steps, weak or edge.weak, narrowed)
                            )
                    else:
                        for outer in self._outer(moved):
                            yield from self._settled(
                                outer, edge.caller, caller_steps, weak or edge.weak
                            )

    def _receiver_class(self, place: Place) -> ScopeId | None:
        """Return the class of the object that a method's first parameter is."""
        return self._program.enclosing_class(place.scope) if self._is_receiver(place) else None

    def _fits(self, ref: Ref, wanted: ScopeId | None) -> bool:
        """Whether an object can be the receiver of the methods that led here."""
        if wanted is None or not isinstance(ref.value, InstanceValue):
            return True
        classes = self._evaluator.classes
        found = ref.value.class_id
        return classes.is_subclass(found, wanted) or classes.is_subclass(wanted, found)

    def _narrowed(self, moved: Place, ref: Ref, wanted: ScopeId | None) -> ScopeId | None:
        """Return the most special class known of a receiver; a new one once it is another object."""
        inside = ref.place is not None and bool(ref.place.path)
        if wanted is None or inside or not isinstance(ref.value, InstanceValue):
            return self._receiver_class(moved)
        if self._evaluator.classes.is_subclass(ref.value.class_id, wanted):
            return ref.value.class_id
        return wanted

    def _is_receiver(self, place: Place) -> bool:
        scope = self._program.scope(place.scope)
        return (
            self._program.enclosing_class(place.scope) is not None
            and receiver_name(scope) == place.name
        )

    def _held(self, place: Place) -> list[Landing] | None:
        """Return the landings of an entry point's receiver; None where callers must be asked."""
        if not self._is_receiver(place):
            return None
        entries = self._entries.by_function.get(place.scope)
        if not entries:
            return None
        class_id = self._program.enclosing_class(place.scope)
        found: list[Landing] = []
        asked = False
        for entry in entries:
            if entry.runs not in SERVING or class_id is None:
                continue
            life = entry.instance or self._life(class_id)
            if entry.receiver is not None:
                found.extend(self._received(entry, place))
            elif life == "process":
                single = Place("singleton", class_id, "", place.path)
                found.append(Landing(single, Chain(entry, (), False)))
            elif life is None:
                found.extend(self._any_instance(entry, class_id, place))
            asked = True
        return found if asked else None

    def _life(self, class_id: ScopeId) -> str | None:
        for item in (class_id, *self._evaluator.classes.subclasses(class_id)):
            life = self._entries.class_life.get(item)
            if life is not None:
                return life
        return None

    def _received(self, entry: EntryPoint, place: Place) -> Iterator[Landing]:
        receiver = entry.receiver
        chain = Chain(entry, (), False)
        if receiver is None or not isinstance(receiver.value, InstanceValue):
            return
        kept = receiver.place
        if kept is None or kept.kind == "parameter":
            yield Landing(Place("singleton", receiver.value.class_id, "", place.path), chain)
        elif self.outlives_requests(kept):
            yield Landing(kept.under(place.path), chain)

    def _any_instance(
        self, entry: EntryPoint, class_id: ScopeId, place: Place
    ) -> Iterator[Landing]:
        for ref in self._instances_of(class_id):
            yield Landing(ref.under(place.path), Chain(entry, (), False))

    def _known_instances(self, place: Place) -> tuple[Ref, ...]:
        class_id = self._program.enclosing_class(place.scope)
        if class_id is None:
            return ()
        return tuple(
            Ref(InstanceValue(class_id), found) for found in self._instances_of(class_id)
        )

    def _instances_of(self, class_id: ScopeId) -> tuple[Place, ...]:
        """Return the long-lived places that are known to hold an object of the class."""
        found = self._instances.get(class_id)
        if found is None:
            self._instances[class_id] = ()
            places: list[Place] = []
            for target in (class_id, *self._evaluator.classes.subclasses(class_id)):
                places.extend(self._constructed(target))
            found = self._instances[class_id] = tuple(dict.fromkeys(places))
        return found

    def _constructed(self, class_id: ScopeId) -> Iterator[Place]:
        name = self._program.scope(class_id).name
        names = (name, *sorted(self._program.aliases.get(name, ())))
        for callee in names:
            for site in self._program.calls_by_name.get(callee, ()):
                if site.argument >= 0:
                    continue
                at = ScopeId(site.file, site.scope)
                call = self._program.call(site)
                refs = self._evaluator.evaluate(at, call.func)
                if any(r.value == ClassValue(class_id) for r in refs):
                    yield from self._kept(at, site.call, class_id)

    def _kept(self, at: ScopeId, call: int, class_id: ScopeId) -> Iterator[Place]:
        """Yield the long-lived names that the result of a constructor call is bound to."""
        scope = self._program.scope(at)
        for binding in scope.bindings:
            for ref in (
                self._evaluator.name(at, binding.name)
                if _mentions(binding.value, call)
                else ()
            ):
                if ref.value == InstanceValue(class_id) and ref.place is not None:
                    if ref.place.kind in ("global", "class", "singleton", "cached"):
                        yield ref.place
        for write in scope.writes:
            if _mentions(write.value, call):
                for target in self.targets(at, write):
                    if target.place.kind in ("global", "class", "external"):
                        yield target.place

    def _outer(self, place: Place) -> tuple[Place, ...]:
        """Return what callers, and theirs, pass for a parameter of an enclosing function."""
        found = self._outers.get(place)
        if found is None:
            found = self._outers[place] = tuple(dict.fromkeys(self._passed_from_outside(place)))
        return found

    def _passed_from_outside(self, start: Place) -> Iterator[Place]:
        seen = {start}
        queue = deque([start])
        while queue and len(seen) < MOST_CLIMBS:
            place = queue.popleft()
            resolved = False
            for edge in self._graph.callers(place.scope):
                for ref in self._evaluator.argument(edge, place.scope, place.name):
                    moved = ref.place.under(place.path) if ref.place is not None else None
                    if moved is None:
                        if isinstance(ref.value, (ContainerValue, InstanceValue)):
                            resolved = True
                            if self._phases.chain(edge.caller) is None:
                                yield Place("closure", place.scope, place.name, place.path)
                    elif moved.kind != "parameter":
                        resolved = True
                        yield moved
                    else:
                        resolved = True
                        if moved not in seen:
                            seen.add(moved)
                            queue.append(moved)
            if not resolved and self._is_receiver(place):
                class_id = self._program.enclosing_class(place.scope)
                if class_id is not None:
                    for kept in self._instances_of(class_id):
                        yield kept.under(place.path)


def _is_namespace(target: ExprUnion) -> bool:
    """Whether TARGET is an item of `x.__dict__`."""
    return (
        isinstance(target, Item)
        and isinstance(target.value, Attribute)
        and target.value.attr == "__dict__"
    )


def _mentions(expr: ExprUnion, call: int) -> bool:
    return getattr(expr, "call", None) == call or any(
        getattr(item, "call", None) == call
        for item in (*getattr(expr, "options", ()), *getattr(expr, "items", ()))
    )


def _keyed(place: Place, target: ExprUnion) -> Place:
    """Return the place of a literal key in a bag: `app.config["X"]`."""
    key = key_text(target.key) if isinstance(target, Item) else None
    return place.step(f"[{key}]") if key is not None else place.step("[]")


def _known_prefix(models: object, name: str) -> str:
    """Return the longest beginning of a dotted name that the models know."""
    kind_of = models.kind_of  # type: ignore[attr-defined]
    parts = name.split(".")
    for size in range(len(parts), 0, -1):
        prefix = ".".join(parts[:size])
        if kind_of(prefix) is not None:
            return prefix
    return name


def external_place(name: str) -> Place:
    """Return the place of an outside name."""
    return Place("external", NOWHERE, name)


def is_constant(ref: Ref) -> bool:
    """Whether REF is a constant."""
    return isinstance(ref.value, ConstantValue)
