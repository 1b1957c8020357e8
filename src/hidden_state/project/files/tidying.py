"""Clean-ups: what lists a folder only to remove what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.project.files.grouping import Group
    from hidden_state.project.files.touches import Touch

USING = frozenset({"read", "serve"})


def is_tidying(touch: Touch, group: Group) -> bool:
    """Whether a touch lists the folder of a state in a function that removes and uses nothing."""
    if touch.found.does != "list":
        return False
    there = {other.found.does for other in group.others if other.found.at == touch.found.at}
    there.update(other.found.does for other in group.writes if other.found.at == touch.found.at)
    return "delete" in there and not there & (USING | {"copy", "move"})


def is_tidied(group: Group) -> bool:
    """Whether a request uses what it writes itself, and others only clean up after it."""
    entries = {touch.chain.entry for touch in group.writes if touch.chain is not None}
    tidied = used = False
    for touch in group.others:
        own = touch.chain is not None and touch.chain.entry in entries
        if touch.found.does in USING:
            if not own:
                return False
            used = True
        elif touch.is_source and not own:
            return False
        elif touch.found.does == "list" and not own:
            if not is_tidying(touch, group):
                return False
            tidied = True
    return tidied and used and len(entries) == 1
