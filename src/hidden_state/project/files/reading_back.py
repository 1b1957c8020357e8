"""Who reads back what was written, or gets its path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.files import text as texts
from hidden_state.project.files.tidying import is_tidying

if TYPE_CHECKING:
    from hidden_state.project.files.grouping import Group
    from hidden_state.project.files.touches import Touch
    from hidden_state.project.linked import Linked

READS = frozenset({"read", "list", "serve"})
OUTRIGHT = ("serve", "read", "copy", "move", "list")
"""What tells most of a reader first."""


def read_back(linked: Linked, group: Group) -> str:
    """Return in words who reads a state back, or gets its path, '' where nobody is seen to."""
    program = linked.evaluator.program
    if group.escape is not None:
        path = program.paths[group.escape.at.file].rpartition("/")[2]
        return f"its path is {group.escape.to}, {path}:{group.escape.line}"
    readers = [touch for touch in group.others if _reads(group, touch)]
    if not readers:
        return ""
    entries = {touch.chain.entry for touch in group.writes if touch.chain is not None}

    def rank(touch: Touch) -> tuple[bool, bool, int, int, int]:
        is_own = touch.chain is not None and touch.chain.entry in entries
        is_around = not texts.is_in(touch.key, group.key)
        does = OUTRIGHT.index(touch.found.does)
        return is_own, is_around, does, touch.found.at.file, touch.found.call.line

    reader = min(readers, key=rank)
    path = program.paths[reader.found.at.file].rpartition("/")[2]
    where = f"{path}:{reader.found.call.line}"
    if reader.chain is None:
        return f"served as it is, {where}"
    return f"read back by `{linked.entrance(reader.chain.entry).name}`, {where}"


def _reads(group: Group, touch: Touch) -> bool:
    """Whether a touch reads what another request has written, as far as is known."""
    if (touch.found.does not in READS and not touch.is_source) or is_tidying(touch, group):
        return False
    if touch.chain is None:
        return touch.found.does == "serve"
    if any(
        write.chain is not None and write.chain.entry != touch.chain.entry for write in group.writes
    ):
        return True
    return _reads_before(group, touch)


def _reads_before(group: Group, touch: Touch) -> bool:
    """Whether the request that writes a file reads the file before it does."""
    if touch.key != group.key or touch.is_source or touch.found.does != "read":
        return False
    return not any(
        write.found.at == touch.found.at and write.found.call.line < touch.found.call.line
        for write in group.writes
    )
