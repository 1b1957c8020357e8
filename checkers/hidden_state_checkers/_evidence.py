"""What the writes of a state tell, in the questions that several rules ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.words import has_word, owner_has_word, words_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hidden_state.project.state import State, StateWrite

KEPT = frozenset(
    {"global", "class", "field", "closure", "application", "bag", "cached", "singleton"}
)
"""Places that a program uses as a store."""
HIDDEN = frozenset({"default", "function"})
KEYED = frozenset({"item assignment", "setdefault()", "update()", "setitem()"})
ADDED = frozenset({"add()", "append()", "appendleft()", "insert()"})
WHOLE = frozenset({"rebinding", "attribute assignment", "setattr()", "__setattr__()"})
STORING = KEYED | ADDED | WHOLE | {"augmented assignment"}
BROUGHT = frozenset({"request", "given"})
"""Kinds of what a caller hands in, as against what is worked out."""
WORKED_OUT = frozenset({"data", "unknown", "object"})
LIVE = frozenset({"websocket", "future", "queue", "process_handle", "thread_handle"})
"""Kinds of what is tied to a running process."""
CACHE = frozenset("cache cached caches memo memoized memoised".split())
INSTANCE = frozenset("instance instances singleton singletons".split())
CHANGING = ("POST ", "PUT ", "PATCH ", "DELETE ")


def is_keyed(write: StateWrite) -> bool:
    """Whether a write puts something under a key that is worked out, as in `D[key] = value`."""
    return write.how in KEYED and not write.at_constant_key


def is_collected(write: StateWrite) -> bool:
    """Whether a write adds an element: under a key, or to a set or list."""
    return is_keyed(write) or write.how in ADDED


def is_count(write: StateWrite) -> bool:
    """Whether a write adds to a number."""
    return write.kinds == {"count"}


def is_changed_in_place(state: State) -> bool:
    """Whether a container changes, as against a name that is given another value.

    An item of a module's namespace that is assigned is a name.
    """
    for write in state.writes:
        if write.how in WHOLE or write.how == "delattr()":
            continue
        if write.how.endswith(")") or state.holder:
            return True
        if write.how in ("item assignment", "deletion") and not write.at_constant_key:
            return True
    return False


def is_one_object(state: State) -> bool:
    """Whether the name says that this is where a class keeps its only object."""
    return has_word(state.symbol, INSTANCE)


def is_filled_on_miss(state: State) -> bool:
    """Whether what the state holds is looked up first, then worked out and stored."""
    stores = [
        write
        for write in state.writes
        if write.how in STORING and not write.kinds <= {"constant", "empty"}
    ]
    if is_one_object(state) or state.holds & LIVE:
        return False
    if any(write.how in ADDED or is_count(write) or write.kinds <= BROUGHT for write in stores):
        return False
    return any(_fills(state, write) for write in stores) or _is_renewed(stores)


def has_cache_word(state: State) -> bool:
    """Whether the name, or that of the class, says that this is a cache, and something is kept."""
    stores = [write for write in state.writes if not write.kinds <= {"constant"}]
    if has_word(state.symbol, CACHE):
        return any(write.how in KEYED | WHOLE for write in stores)
    return owner_has_word(state.symbol, CACHE) and any(map(is_keyed, stores))


def words_around(state: State) -> frozenset[str]:
    """Return the words of the state's owner, its entry point and the functions on the way."""
    texts = [state.symbol.rpartition(".")[0], state.entrance.name]
    texts.extend(step.function.rpartition(".")[2] for step in state.shown.chain)
    return frozenset(word for text in texts for word in words_in(text))


def _fills(state: State, write: StateWrite) -> bool:
    """Whether a write happens only on a miss, and puts in what was worked out.

    What a request that changes something stores itself is what it is about: a booking, a user.
    """
    if not write.guarded or write.how not in KEYED | WHOLE:
        return False
    if write == state.shown and len(write.chain) == 1 and state.entrance.name.startswith(CHANGING):
        return False
    return bool(write.kinds & WORKED_OUT) and not write.kinds & {"request", "instance"}


def _is_renewed(stores: Sequence[StateWrite]) -> bool:
    """Whether data and the time of its arrival are stored side by side, by the same function."""
    slots = [write for write in stores if write.at_constant_key]
    times = {write.chain[-1].function for write in slots if write.kinds == {"moment"}}
    return any(
        write.chain[-1].function in times
        and bool(write.kinds & WORKED_OUT)
        and not write.kinds & BROUGHT
        for write in slots
    )
