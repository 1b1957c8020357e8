"""Files that serving writes to the disk of one instance, one holding a file or folder."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hidden_state.project.files import text as texts
from hidden_state.project.files.contents import Reading
from hidden_state.project.files.grouping import READS, Group, as_holding
from hidden_state.project.files.life import Life
from hidden_state.project.files.touches import Touch, Touches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.holding import Holding
    from hidden_state.project.linked import Linked

WRITES = frozenset({"write", "copy", "move"})


def written_files(linked: Linked) -> Iterator[Holding]:
    """Yield what serving writes to local disk and leaves there."""
    if linked.serves:
        yield from _Written(linked).all()


class _Written:
    """One search for what is written."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        touches = Touches(linked)
        self._touches = tuple(touches.all())
        self._life = Life(linked, touches.endings())
        self._reading = Reading(linked)

    def all(self) -> Iterator[Holding]:
        """Yield one holding for each file or folder."""
        writes: dict[str, list[Touch]] = defaultdict(list)
        for touch in self._touches:
            if touch.found.does in WRITES and touch.chain is not None and self._counts(touch):
                for key in self._lasting(touch):
                    writes[key].append(touch)
        others = [touch for touch in self._touches if touch.found.does not in WRITES]
        for key, group in sorted(writes.items()):
            found = Group(key, tuple(group), tuple(_of(key, others)))
            if not self._is_scratch(found):
                yield as_holding(self._linked, found, self._reading)

    def _counts(self, touch: Touch) -> bool:
        """Whether a touch writes a file at all."""
        text = touch.text
        if text.startswith(texts.NOWHERE) or texts.BRIEF in text or text.startswith(texts.KEPT):
            return False
        if touch.found.row.streams and not texts.is_path(text):
            return False
        mode = touch.found.mode
        return not mode.startswith("r") or self._reading.of(touch.found).is_changed

    def _lasting(self, touch: Touch) -> Iterator[str]:
        """Yield the keys of the states that a write goes to: its own, or where it is moved to."""
        ending = self._life.ending(touch)
        if ending is None:
            yield touch.key
        elif ending.found.does == "move":
            for other in self._touches:
                if other.found == ending.found and other.chain is not None:
                    yield other.key

    def _is_scratch(self, group: Group) -> bool:
        """Whether files in the folder for temporary ones are of no use to anybody later."""
        if not group.key.startswith(texts.TEMPORARY):
            return False
        entries = {touch.chain.entry for touch in group.writes if touch.chain is not None}
        return not any(
            touch.found.does in READS
            and touch.chain is not None
            and touch.chain.entry not in entries
            and touch.key == group.key
            for touch in group.others
        )


def _of(key: str, touches: list[Touch]) -> Iterator[Touch]:
    """Yield those of TOUCHES that are of the state under KEY."""
    for touch in touches:
        inside = touch.key == key or touch.key.startswith(f"{key}/")
        if inside or (touch.found.does == "list" and key.startswith(f"{touch.key}/")):
            yield touch
