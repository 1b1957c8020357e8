"""From writes to states: group what lands in the same place."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hidden_state.facts import Compare, Item, Literal
from hidden_state.project.definitions import Definitions
from hidden_state.project.guards import is_guarded, lock_around
from hidden_state.project.keys import Key, Keys
from hidden_state.project.landed import Found, LandedWrites
from hidden_state.project.provenance import reads_outside
from hidden_state.project.records import ConstantValue
from hidden_state.project.silence import telling_writes
from hidden_state.project.state import Span, State, StateWrite
from hidden_state.project.values import is_passed, kinds_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.facts import Write
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId


class States:
    """Builds the states of a project."""

    def __init__(self, linked: Linked) -> None:
        """Take the linked project."""
        self._linked = linked
        self._evaluator = evaluator = linked.evaluator
        self._program = evaluator.program
        self._models = evaluator.models
        self._keys = Keys(evaluator)
        self._landed = LandedWrites(evaluator, linked.places, linked.phases, self._keys)
        self._definitions = Definitions(evaluator, self._keys)

    def build(self) -> list[State]:
        """Return all states, by file and line."""
        groups: dict[Key, list[Found]] = defaultdict(list)
        for found in list(self._landed.all()):
            groups[found.key].append(found)
        states = [
            state
            for key, group in self._gathered(groups).items()
            for state in self._state(key, group)
        ]
        return sorted(states, key=lambda state: (state.definition, state.symbol))

    def _gathered(self, groups: dict[Key, list[Found]]) -> dict[Key, list[Found]]:
        """Put what is written inside the objects of a changing container, or name, under that."""
        gathered: dict[Key, list[Found]] = defaultdict(list)
        direct = {key for key, group in groups.items() if self._changes_itself(key, group)}
        for key, group in groups.items():
            holders = {self._keys.around(found.landing.place) for found in group}
            for found in group:
                outer = self._keys.around(found.landing.place)
                if key.kind == "field" and "[]" not in found.landing.place.path:
                    outer = None
                is_plain = len(holders) == 1 and self._is_plain_object(key, found)
                is_outer = outer in direct or is_plain
                gathered[outer if is_outer and outer is not None else key].append(found)
        return gathered

    def _is_plain_object(self, key: Key, found: Found) -> bool:
        """Whether a field is set by code that is not the object's own: its name is the state."""
        if key.kind != "fields" or found.landing.place.kind != "global":
            return False
        return self._program.enclosing_class(found.at) is None

    def _changes_itself(self, key: Key, group: list[Found]) -> bool:
        """Whether a container or name is itself written in a telling way, not what is in it."""
        writes = [
            self._write(found)
            for found in group
            if "[]" not in found.landing.place.path
            and self._keys.around(found.landing.place) != key
        ]
        return bool(telling_writes(writes, self._definitions.initial_items(key)))

    def _state(self, key: Key, group: list[Found]) -> Iterator[State]:
        written = [(found, self._write(found)) for found in group]
        writes = _without_repeats(write for _, write in written)
        starts_filled = self._definitions.initial_items(key)
        telling = telling_writes(writes, starts_filled, key.kind == "application")
        if not telling or (key.kind == "external" and _is_idempotent(writes)):
            return
        lines = {(write.path, write.line) for write in telling}
        told = [pair for pair in written if (pair[1].path, pair[1].line) in lines]
        proof, shown = min(
            told,
            key=lambda pair: (
                pair[0].landing.chain.weak,
                len(pair[0].landing.place.path),
                len(pair[1].chain),
                pair[1].path,
                pair[1].line,
                pair[0].landing.chain.entry.name,
                pair[1].chain,
            ),
        )
        rest = [write for write in writes if (write.path, write.line) != (shown.path, shown.line)]
        fields = [proof.landing.place.path[-1]] if proof.landing.place.path else []
        chain = proof.landing.chain
        yield State(
            self._kind(key, [found for found, _ in told]),
            self._definitions.symbol(key, fields),
            self._definitions.span(key, fields) or self._first_write(key, group),
            self._definitions.holder(key),
            (shown, *rest),
            frozenset(kind for write in telling for kind in write.kinds),
            self._linked.entrance(chain.entry),
            "likely" if chain.weak else "certain",
            self._is_foreign(key, group),
            self._locked(group),
        )

    def _write(self, found: Found) -> StateWrite:
        write = found.write
        refs = self._evaluator.at_write(found.at, write.value, write.line, write.block)
        constants = {
            repr(ref.value.value)
            for ref in refs
            if isinstance(ref.value, ConstantValue) and not is_passed(ref)
        }
        use = self._linked.use(found.at, write.line, write.column, write.how, found.landing.chain)
        counts = isinstance(write.value, Compare) and write.value.op == "+"
        target = write.target
        guarded = write.how == "setdefault()" or is_guarded(
            self._evaluator, found.at, write, found.place
        )
        return StateWrite(
            use.path,
            write.line,
            write.column,
            write.how,
            frozenset({"count"}) if counts else kinds_of(self._evaluator, refs),
            guarded,
            guarded and not self._depends(found.at, write),
            "|".join(sorted(constants)) or None,
            isinstance(target, Item)
            and isinstance(target.key, Literal)
            and "[]" not in found.place.path,
            use.chain,
        )

    def _depends(self, at: ScopeId, write: Write) -> bool:
        """Whether what is stored, or the key it gets, comes from outside the code."""
        key = write.target.key if isinstance(write.target, Item) else None
        return reads_outside(self._evaluator, at, write.value) or (
            key is not None and reads_outside(self._evaluator, at, key)
        )

    def _is_foreign(self, key: Key, group: list[Found]) -> bool:
        return key.kind in ("global", "external") and all(
            found.of_module and found.at.file != key.scope.file for found in group
        )

    def _kind(self, key: Key, group: list[Found]) -> str:
        if key.kind == "global" and all(
            found.landing.place.path[:1] not in ((), ("[]",)) for found in group
        ):
            return "field"
        if key.kind == "external":
            parts = key.name.replace("[", ".").split(".")
            for size in range(len(parts), 0, -1):
                kind = self._models.kind_of(".".join(parts[:size]))
                if kind is not None:
                    return kind
            return "module"
        return "field" if key.kind == "fields" else key.kind

    def _first_write(self, key: Key, group: list[Found]) -> Span:
        first = min(group, key=lambda item: (self._program.paths[item.at.file], item.write.line))
        path = self._program.paths[first.at.file]
        write = first.write
        return Span(path, write.line, write.column, write.line, write.column + len(key.name))

    def _locked(self, group: list[Found]) -> str | None:
        locks = (lock_around(self._evaluator, item.at, item.write) for item in group)
        return next(filter(None, locks), None)


def _is_idempotent(writes: list[StateWrite]) -> bool:
    """Whether every process ends up with the same constant, whoever writes first."""
    constants = {write.constant for write in writes}
    return len(constants) == 1 and all(write.kinds == {"constant"} for write in writes)


def _without_repeats(writes: Iterable[StateWrite]) -> list[StateWrite]:
    found: dict[tuple[str, int, int], StateWrite] = {}
    for write in sorted(writes, key=lambda item: (item.path, item.line, item.column, item.chain)):
        found.setdefault((write.path, write.line, write.column), write)
    return list(found.values())
