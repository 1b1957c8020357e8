"""Which writes say nothing: tools made on first use, flags set once, tidying up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.guards import WHOLE
from hidden_state.project.values import TOOLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hidden_state.project.state import StateWrite

REMOVALS = frozenset(
    """deletion pop() popitem() popleft() remove() discard() clear() delattr() heappop()
    difference_update() intersection_update()""".split()
)
ORDERINGS = frozenset({"sort()", "reverse()", "move_to_end()", "heapify()"})
ADDING = frozenset({"append()", "add()", "extend()", "update()", "insert()", "item assignment"})


def telling_writes(
    writes: Sequence[StateWrite], starts_filled: bool, is_shown: bool = False
) -> list[StateWrite]:
    """Return the writes that keep something of what is served.

    STARTS_FILLED says that the state is a container with something in it from the start, so
    that removing is telling too; IS_SHOWN that it hangs on the application, where replacing a
    tool changes how other requests are served.
    """
    stores = [write for write in writes if not is_removal(write)]
    if not stores:
        return list(writes) if starts_filled else []
    return [write for write in stores if _tells(write, stores, is_shown)]


def is_removal(write: StateWrite) -> bool:
    """Whether a write only takes away: a deletion, or None put in the place of something."""
    if write.how in REMOVALS:
        return True
    return write.how in WHOLE and write.constant == "None" and write.kinds <= {"constant"}


def _tells(write: StateWrite, stores: Sequence[StateWrite], is_shown: bool) -> bool:
    whole = write.how in WHOLE or write.at_constant_key
    if write.how in ORDERINGS:
        return False
    if write.kinds and write.kinds <= {"constant"} and write.how in WHOLE:
        return _switches(stores)
    if write.is_initial and write.how in ADDING and "websocket" not in write.kinds:
        return False
    kinds = write.kinds - {"constant"}
    if not kinds:
        return True
    if kinds == {"thread_handle"} and write.how == "add()":
        return False
    if kinds <= TOOLS:
        return not write.guarded and (is_shown or not whole)
    if not write.guarded:
        return True
    if whole:
        return not (write.is_initial or kinds <= TOOLS | {"object", "instance", "given"})
    return not kinds <= TOOLS | {"object"}


def _switches(stores: Sequence[StateWrite]) -> bool:
    """Whether constants are all that is stored, and they are more than a flag that is set once."""
    if not all(write.kinds <= {"constant"} for write in stores):
        return False
    constants = {text for write in stores for text in (write.constant or "").split("|")}
    return len(constants) > 1 or not any(write.guarded for write in stores)
