"""Which files in folders for temporary files somebody comes back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.files import text as texts
from hidden_state.project.files.grouping import SCRATCH, Group
from hidden_state.project.files.reading_back import READS
from hidden_state.words import words_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hidden_state.project.files.touches import Touch
    from hidden_state.project.records import EntryPoint

FOLDERS = (*texts.TEMPORARY, texts.KEPT)


def is_scratch(group: Group, writes: Sequence[Touch], reads: Sequence[Touch]) -> bool:
    """Whether temporary files are of no use to anybody later, as far as is known.

    WRITES and READS are everything that serving writes and reads, wherever it is.
    """
    if not group.key.startswith(FOLDERS) and not words_in(group.key) & SCRATCH:
        return False
    entries = {touch.chain.entry for touch in group.writes if touch.chain is not None}
    if any(_is_read_later(touch, entries, group.key) for touch in group.others):
        return False
    return not any(
        _looks_there(touch, group, entries) and not _is_own(touch, writes) for touch in reads
    )


def _is_read_later(touch: Touch, entries: set[EntryPoint], key: str) -> bool:
    """Whether another request than those of ENTRIES reads the state under KEY."""
    if touch.found.does == "serve" and touch.chain is None:
        return True
    reads = touch.found.does in READS or touch.is_source
    return (
        reads and touch.key == key and touch.chain is not None and touch.chain.entry not in entries
    )


def _looks_there(touch: Touch, group: Group, entries: set[EntryPoint]) -> bool:
    """Whether another request looks for a name that is made like the one written.

    Of a folder that everything of the machine shares, only what is in one of its own folders
    counts: to list it all is to tidy up.  Where nothing is known of both, they are not alike.
    """
    if touch.chain is None or touch.chain.entry in entries:
        return False
    does, shape = touch.found.does, texts.shape(touch.text)
    if does not in READS or not (texts.is_open(touch.text) or does == "serve"):
        return False
    if not shape.replace("{}", "").strip("/.") and not texts.is_rooted(group.key):
        return False
    inside = f"{shape}/" if does in ("list", "serve") else None
    return any(
        found == shape or (inside is not None and found.startswith(inside))
        for found in (texts.shape(write.text) for write in group.writes)
    )


def _is_own(touch: Touch, writes: Sequence[Touch]) -> bool:
    """Whether the same request has written before what it reads."""
    shape = texts.shape(touch.text)
    return any(
        write.chain is not None
        and touch.chain is not None
        and write.chain.entry == touch.chain.entry
        and texts.shape(write.text).startswith(shape)
        and (write.found.at != touch.found.at or write.found.call.line <= touch.found.call.line)
        for write in writes
    )
