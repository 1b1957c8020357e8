"""From writes to states: group what lands in the same place, and keep silent about the harmless."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hidden_state.facts import Compare, Literal, Write
from hidden_state.project.evaluate import Evaluator
from hidden_state.project.guards import is_guarded, lock_around
from hidden_state.project.phases import Chain
from hidden_state.project.places import CONSTRUCTORS, Landing, Places
from hidden_state.project.records import (
    ConstantValue,
    ContainerValue,
    ExternalInstance,
    ExternalValue,
    InstanceValue,
    Place,
    Ref,
    ScopeId,
)
from hidden_state.project.state import ChainStep, Entrance, Span, State, StateWrite
from hidden_state.project.values import TOOLS, kinds_of

FIELD_WRITES = frozenset(
    {"attribute assignment", "setattr()", "__setattr__()", "augmented assignment", "deletion"}
)
TRANSIENT = frozenset({"request", "thread", "context", "connection"})
REMOVALS = frozenset(
    """deletion pop() popitem() popleft() remove() discard() clear() delattr() heappop()
    difference_update() intersection_update()""".split()
)
ORDERINGS = frozenset({"sort()", "reverse()", "rotate()", "move_to_end()", "heapify()"})


class Key(NamedTuple):
    """What makes two writes changes of the same state."""

    kind: str
    scope: ScopeId
    name: str


class Found(NamedTuple):
    """A write that lands in a long-lived place."""

    at: ScopeId
    write: Write
    place: Place
    landing: Landing


class States:
    """Builds the states of a project."""

    def __init__(self, evaluator: Evaluator, places: Places) -> None:
        """Take the resolved project."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._models = evaluator.models
        self._places = places

    def build(self) -> list[State]:
        """Return all states, by file and line."""
        groups: dict[Key, list[Found]] = defaultdict(list)
        for found in self._findings():
            key = self._key(found.landing.place, found.write.how in FIELD_WRITES)
            if key is not None:
                groups[key].append(found)
        states = [state for key, found in groups.items() for state in self._state(key, found)]
        return sorted(states, key=lambda state: (state.definition, state.symbol))

    # -- writes -----------------------------------------------------------------------------

    def _findings(self) -> Iterator[Found]:
        for file, facts in enumerate(self._program.facts):
            for number, scope in enumerate(facts.scopes):
                if scope.kind in ("module", "class") or not scope.writes:
                    continue
                at = ScopeId(file, number)
                for write in scope.writes:
                    if write.how != "annotation":
                        yield from self._landed(at, scope.name, write)

    def _landed(self, at: ScopeId, name: str, write: Write) -> Iterator[Found]:
        seen = set()
        for target in self._places.targets(at, write):
            place = target.place
            if place in seen:
                continue
            seen.add(place)
            if name in CONSTRUCTORS and place.kind == "parameter" and len(place.path) <= 1:
                continue
            if self._is_transient(place):
                continue
            landed = set()
            for landing in self._places.land(at, place):
                if landing.place not in landed and not self._is_transient(landing.place):
                    landed.add(landing.place)
                    yield Found(at, write, place, landing)

    def _is_transient(self, place: Place) -> bool:
        """Whether the root lives only as long as a request, a thread's task or a connection."""
        if place.kind == "external":
            return False
        if place.kind in ("global", "class", "closure"):
            for ref in self._root_refs(place):
                if isinstance(ref.value, (ExternalInstance, ExternalValue)):
                    if self._models.kind_of(ref.value.name) in TRANSIENT:
                        return True
                elif isinstance(ref.value, InstanceValue):
                    for base in self._evaluator.classes.external_bases(ref.value.class_id):
                        if self._models.kind_of(base) in TRANSIENT:
                            return True
        return False

    def _root_refs(self, place: Place) -> tuple[Ref, ...]:
        match place.kind:
            case "global" | "closure":
                return self._evaluator.name(place.scope, place.name)
            case "class":
                return tuple(
                    self._evaluator.member(
                        Ref(self._class_value(place.scope)), place.name, place.scope
                    )
                )
            case "cached":
                return tuple(
                    self._evaluator.called(Ref(self._function_value(place.scope)), None, place.scope)
                )
            case "singleton":
                return (Ref(InstanceValue(place.scope), place.root),)
            case _:
                return ()

    def _class_value(self, at: ScopeId):  # type: ignore[no-untyped-def]
        from hidden_state.project.records import ClassValue

        return ClassValue(at)

    def _function_value(self, at: ScopeId):  # type: ignore[no-untyped-def]
        from hidden_state.project.records import FunctionValue

        return FunctionValue(at)

    # -- grouping ---------------------------------------------------------------------------

    def _key(self, place: Place, is_field: bool) -> Key | None:
        """Return the state that a place belongs to.

        A container is a state of its own, at the field that holds it.  Other fields belong to
        the object they are in: to its name where it has one, else to its class.
        """
        owner = self._owner(place)
        if owner is not None and not (is_field and self._is_plain(owner)):
            return owner
        if owner is not None and place.kind not in ("global", "closure", "external"):
            return owner._replace(kind="object", name="")
        if place.kind == "external" and place.name == "app":
            steps = [step for step in place.path if step != "[]"][:2]
            text = "".join(step if step.startswith("[") else "." + step for step in steps)
            return Key("application", place.scope, "app" + text)
        if place.kind == "external":
            path = [step for step in place.path if step != "[]"]
            name = place.name + "".join(
                step if step.startswith("[") else "." + step for step in path[:2]
            )
            return Key("external", place.scope, name)
        refs = self._root_refs(place)
        if place.path and any(
            isinstance(ref.value, ExternalInstance)
            and self._models.kind_of(ref.value.name) in ("application", "settings", "bag")
            for ref in refs
        ):
            steps = [step for step in place.path if step != "[]"][:2]
            text = "".join(step if step.startswith("[") else "." + step for step in steps)
            return Key("application", place.scope, place.name + text)
        return Key(place.kind, place.scope, place.name)

    def _is_plain(self, owner: Key) -> bool:
        """Whether a field holds no container of its own."""
        values = [
            ref.value
            for field in self._evaluator.classes.own_fields(owner.scope).get(owner.name, ())
            for ref in self._evaluator.evaluate(field.scope, field.write.value)
        ]
        return not any(isinstance(value, ContainerValue) for value in values)

    def _owner(self, place: Place) -> Key | None:
        """Return the last field on the way to PLACE whose class is known."""
        if not place.path:
            return None
        refs = [ref for ref in self._root_refs(place)]
        owner: Key | None = None
        for step in place.path:
            following: list[Ref] = []
            for ref in refs[:6]:
                if step == "[]":
                    following.extend(self._evaluator.elements(ref))
                elif not step.startswith("["):
                    if isinstance(ref.value, InstanceValue):
                        owner = self._field_key(ref.value.class_id, step)
                    following.extend(self._evaluator.member(ref, step, place.scope))
            refs = list(dict.fromkeys(following))
        return owner

    def _field_key(self, class_id: ScopeId, attr: str) -> Key:
        classes = self._evaluator.classes
        line = classes.line(class_id)
        holders = [
            item
            for item in line
            if attr in classes.own_fields(item) or attr in self._program.bindings(item)
        ]
        return Key("field", holders[-1] if holders else class_id, attr)

    # -- one state --------------------------------------------------------------------------

    def _state(self, key: Key, found: list[Found]) -> Iterator[State]:
        writes = [self._write(key, item) for item in found]
        writes = _without_repeats(writes)
        telling = [write for write in writes if not _is_removal(write)]
        if not telling or not any(self._tells(key, write, telling) for write in telling):
            return
        telling_writes = [write for write in telling if self._tells(key, write, telling)]
        first = min(
            (item for item in found),
            key=lambda item: (
                not any(
                    w.line == item.write.line and w.path == self._program.paths[item.at.file]
                    for w in telling_writes
                ),
                item.landing.chain.weak,
                len(item.landing.chain.steps),
            ),
        )
        proof = self._write(key, first)
        rest = [write for write in writes if (write.path, write.line) != (proof.path, proof.line)]
        definition = self._definition(key, found)
        chain = first.landing.chain
        holds = frozenset(kind for write in telling for kind in write.kinds)
        locked = next(
            filter(None, (lock_around(self._evaluator, item.at, item.write) for item in found)),
            None,
        )
        yield State(
            self._state_kind(key, found),
            self._symbol(key),
            definition,
            self._holder(key),
            (proof, *rest),
            holds,
            self._entrance(chain),
            "likely" if chain.weak else "certain",
            self._is_foreign(key, found),
            locked,
        )

    def _tells(self, key: Key, write: StateWrite, telling: list[StateWrite]) -> bool:
        """Whether a write keeps something of a request, rather than make a tool or set a flag once."""
        kinds = write.kinds - {"constant"} if len(write.kinds) > 1 else write.kinds
        stored = write.how in ("rebinding", "attribute assignment", "setattr()", "__setattr__()")
        if write.how in ORDERINGS:
            return False
        if kinds and kinds <= {"constant"} and stored:
            constants = {item.constant for item in telling if item.kinds <= {"constant"}}
            others = [item for item in telling if not item.kinds <= {"constant"}]
            return not others and len(constants) > 1
        if kinds and kinds <= TOOLS:
            return not (stored or write.guarded)
        if write.guarded and kinds <= TOOLS | {"object"}:
            return False
        if write.guarded and stored and kinds <= TOOLS | {"object", "instance"}:
            return False
        return True

    def _write(self, key: Key, found: Found) -> StateWrite:
        write = found.write
        scope = self._program.scope(found.at)
        refs = self._evaluator.evaluate(found.at, write.value)
        constant = next(
            (repr(ref.value.value) for ref in refs if isinstance(ref.value, ConstantValue)), None
        )
        steps = tuple(
            ChainStep(
                self._program.paths[step.function.file],
                step.line,
                self._program.qualified_name(step.function),
            )
            for step in found.landing.chain.steps
        )
        path = self._program.paths[found.at.file]
        last = ChainStep(path, write.line, self._program.qualified_name(found.at))
        kinds = kinds_of(self._evaluator, refs)
        if isinstance(write.value, Compare):
            kinds = frozenset({"count"})
        if not scope.kind:
            kinds = frozenset()
        return StateWrite(
            path,
            write.line,
            write.column,
            write.how,
            kinds,
            is_guarded(self._evaluator, found.at, write, found.place),
            constant,
            (*steps, last),
        )

    def _entrance(self, chain: Chain) -> Entrance:
        entry = chain.entry
        return Entrance(
            entry.kind, entry.name, self._program.paths[entry.file], entry.line, entry.library
        )

    def _is_foreign(self, key: Key, found: list[Found]) -> bool:
        return key.kind == "global" and all(
            item.write.how in ("attribute assignment", "setattr()") and item.at.file != key.scope.file
            for item in found
        )

    def _state_kind(self, key: Key, found: list[Found]) -> str:
        if key.kind == "global" and all(
            item.landing.place.path[:1] not in ((), ("[]",)) for item in found
        ):
            return "field"
        if key.kind in ("external", "application"):
            name = key.name
            if key.kind == "application":
                return "application"
            parts = name.split(".")
            for size in range(len(parts), 0, -1):
                kind = self._models.kind_of(".".join(parts[:size]))
                if kind is not None:
                    return kind
        return "field" if key.kind == "object" else key.kind

    def _symbol(self, key: Key) -> str:
        match key.kind:
            case "field" | "class":
                return f"{self._program.scope(key.scope).name}.{key.name}"
            case "cached" | "singleton" | "object":
                return self._program.scope(key.scope).name
            case "function":
                return f"{self._program.scope(key.scope).name}.{key.name}"
            case _:
                return key.name

    def _holder(self, key: Key) -> str:
        """Return what kind of object the state is: dict, list, set, an outside class or ''."""
        if key.kind == "field":
            refs = [
                ref
                for field in self._evaluator.classes.own_fields(key.scope).get(key.name, ())
                for ref in self._evaluator.evaluate(field.scope, field.write.value)
            ]
        else:
            refs = list(self._root_refs(Place(key.kind, key.scope, key.name)))
        for ref in refs:
            if isinstance(ref.value, ContainerValue):
                kind = getattr(ref.value.display, "kind", "")
                if kind:
                    return str(kind)
            if isinstance(ref.value, ExternalInstance):
                return ref.value.name.rpartition(".")[2]
            if isinstance(ref.value, InstanceValue):
                return self._program.scope(ref.value.class_id).name
        return ""

    # -- definitions ------------------------------------------------------------------------

    def _definition(self, key: Key, found: list[Found]) -> Span:
        span = self._defined(key)
        if span is not None:
            return span
        first = min(found, key=lambda item: (self._program.paths[item.at.file], item.write.line))
        path = self._program.paths[first.at.file]
        write = first.write
        return Span(path, write.line, write.column, write.line, write.column + len(key.name))

    def _defined(self, key: Key) -> Span | None:
        if key.scope.file < 0:
            return None
        path = self._program.paths[key.scope.file]
        if key.kind == "application":
            return None
        if key.kind == "field":
            return self._field_definition(key, path)
        if key.kind == "object":
            scope = self._program.scope(key.scope)
            return Span(path, scope.line, scope.column, scope.line, scope.column + len(scope.name))
        if key.kind in ("cached", "singleton", "default"):
            scope = self._program.scope(key.scope)
            return Span(
                path, scope.line, scope.column, scope.line, scope.column + len(scope.name)
            )
        if key.kind == "function":
            scope = self._program.scope(key.scope)
            return Span(path, scope.line, scope.column, scope.line, scope.column + len(scope.name))
        for binding in self._program.bindings(key.scope).get(key.name, ()):
            return Span(path, binding.line, binding.column, binding.line, binding.end_column)
        if key.kind == "class":
            return self._field_definition(key, path)
        return None

    def _field_definition(self, key: Key, path: str) -> Span | None:
        for binding in self._program.bindings(key.scope).get(key.name, ()):
            return Span(path, binding.line, binding.column, binding.line, binding.end_column)
        fields = self._evaluator.classes.own_fields(key.scope).get(key.name, [])
        best = min(
            fields,
            key=lambda field: (
                self._program.scope(field.scope).name not in CONSTRUCTORS,
                field.write.line,
            ),
            default=None,
        )
        if best is None:
            return None
        write = best.write
        width = len("self.") + len(key.name)
        return Span(path, write.line, write.column, write.line, write.column + width)


def _is_removal(write: StateWrite) -> bool:
    if write.how in REMOVALS:
        return True
    stored = write.how in ("rebinding", "attribute assignment")
    return stored and write.constant == "None" and write.kinds <= {"constant"}


def _without_repeats(writes: Iterable[StateWrite]) -> list[StateWrite]:
    found: dict[tuple[str, int, int], StateWrite] = {}
    for write in sorted(writes, key=lambda item: (item.path, item.line, item.column)):
        found.setdefault((write.path, write.line, write.column), write)
    return list(found.values())


def is_literal(value: object) -> bool:
    """Whether a fact is a literal."""
    return isinstance(value, Literal)
