"""Locks of the process that are held around what all instances share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Name
from hidden_state.project.definitions import Definitions
from hidden_state.project.guards import WHOLE, is_guarded
from hidden_state.project.holding import Holding
from hidden_state.project.identity.deeds import Deeds
from hidden_state.project.identity.leaders import leaders
from hidden_state.project.identity.regions import is_of_one_process, made_once, regions
from hidden_state.project.keys import Keys
from hidden_state.project.places.receivers import Landing
from hidden_state.project.values import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call
    from hidden_state.models.doing import Does
    from hidden_state.project.holding import Use
    from hidden_state.project.identity.regions import Region
    from hidden_state.project.keys import Key
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import Place

CONNECTIONS = frozenset({"client", "engine", "pool"})


PAIRS: dict[tuple[Does, Does], str] = {
    ("query", "save"): "a look and a change in the database",
    ("read", "write"): "reading and writing files",
}
"""What has to be done together for the lock to guard a look and a change of the same thing."""


class Held(NamedTuple):
    """A region whose lock lives as long as the process, and what is done in it."""

    region: Region
    landing: Landing
    does: tuple[Does, ...]


def process_locks(linked: Linked) -> Iterator[Holding]:
    """Yield the locks that serving holds around rows or files, and those that elect a leader."""
    if linked.serves:
        yield from _Locks(linked).all()
        yield from leaders(linked)


class _Locks:
    """One search for locks."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._evaluator = linked.evaluator
        self._deeds = Deeds(linked)
        self._keys = Keys(linked.evaluator)
        self._definitions = Definitions(linked.evaluator, self._keys)

    def all(self) -> Iterator[Holding]:
        groups: dict[Key, list[Held]] = {}
        for region in regions(self._evaluator):
            if self._linked.phases.chain(region.at) is None:
                continue
            does = self._done(region)
            if does:
                for landing in self._landings(region):
                    key = self._keys.own(landing.place, bool(landing.place.path))
                    groups.setdefault(key, []).append(Held(region, landing, does))
        for key, group in groups.items():
            done = {does for held in group for does in held.does}
            if any(done.issuperset(pair) for pair in PAIRS):
                yield from self._holding(key, group)

    def _landings(self, region: Region) -> Iterator[Landing]:
        place = region.lock.place
        if place is None:
            return
        found = set()
        for landing in self._linked.places.land(region.at, place):
            steps = tuple(step for step in landing.place.path if step != "[]")
            kept = landing.place.root.under(steps)
            if kept not in found:
                found.add(kept)
                yield Landing(kept, landing.chain)

    def _done(self, region: Region) -> tuple[Does, ...]:
        """Return what is done under the lock to what instances share, nothing where it is fine."""
        if self._guards_memory(region):
            return ()
        scope = self._evaluator.program.scope(region.at)
        found: list[Does] = []
        for number in region.calls:
            call = scope.calls[number]
            if not self._is_of_connection(region, call) and not made_once(
                self._evaluator, region, call
            ):
                found.extend(self._deeds.of_call(region.at, number))
        return tuple(found)

    def _guards_memory(self, region: Region) -> bool:
        """Whether the lock is for what the process itself keeps, or makes once."""
        for write in region.writes:
            for target in self._linked.places.targets(region.at, write):
                lives = next(iter(self._linked.places.land(region.at, target.place)), None)
                if lives is not None:
                    return True
                if write.how in WHOLE and is_guarded(
                    self._evaluator, region.at, write, target.place
                ):
                    return True
        return False

    def _is_of_connection(self, region: Region, call: Call) -> bool:
        """Whether CALL is of a connection that all threads share, and that is not safe for them."""
        func = call.func
        while isinstance(func, Attribute):
            func = func.value
            for ref in self._evaluator.evaluate(region.at, func):
                if _is_kept_beside(ref.place) and kind_of(self._evaluator, ref) in CONNECTIONS:
                    return True
            if isinstance(func, Name):
                return False
        return False

    def _holding(self, key: Key, group: list[Held]) -> Iterator[Holding]:
        path = group[0].landing.place.path
        fields = [path[-1]] if path else []
        span = self._definitions.span(key, fields)
        symbol = self._definitions.symbol(key, fields)
        if span is None or is_of_one_process(symbol):
            return
        uses = sorted(
            ((held.landing.chain, self._use(held)) for held in group),
            key=lambda pair: (pair[0].weak, len(pair[1].chain), pair[1].path, pair[1].line),
        )
        chain = uses[0][0]
        done = {does for held in group for does in held.does}
        around = " and ".join(text for pair, text in PAIRS.items() if done.issuperset(pair))
        yield Holding(
            "lock",
            "memory",
            symbol,
            group[0].region.subject,
            span,
            f"held around {around}",
            tuple(dict.fromkeys(use for _, use in uses)),
            self._linked.entrance(chain.entry),
            "likely" if chain.weak else "certain",
        )

    def _use(self, held: Held) -> Use:
        region = held.region
        return self._linked.use(region.at, region.line, 1, "held", held.landing.chain)


def _is_kept_beside(place: Place | None) -> bool:
    """Whether a connection is kept where its lock is: in a name of a module, in a field."""
    if place is None:
        return False
    return not place.path if place.kind in ("global", "class") else len(place.path) == 1
