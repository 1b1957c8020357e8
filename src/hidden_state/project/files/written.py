"""Files that serving writes to the disk of one instance, one holding a file or folder."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hidden_state.project.files import text as texts
from hidden_state.project.files.contents import Reading
from hidden_state.project.files.escapes import Escapes
from hidden_state.project.files.grouping import MARKS, SCRATCH, Group, as_holding, described
from hidden_state.project.files.inbox_holdings import as_inbox
from hidden_state.project.files.inboxes import Inbox, Inboxes
from hidden_state.project.files.joining import joined
from hidden_state.project.files.life import Life
from hidden_state.project.files.merging import merged
from hidden_state.project.files.reading_back import READS
from hidden_state.project.files.removals import Removals
from hidden_state.project.files.scratch import FOLDERS, is_scratch
from hidden_state.project.files.tidying import is_tidied
from hidden_state.project.files.touches import Touch, Touches
from hidden_state.words import words_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.holding import Holding
    from hidden_state.project.linked import Linked

WRITES = frozenset({"write", "copy", "move"})


def written_files(linked: Linked) -> Iterator[Holding]:
    """Yield what serving writes to local disk and leaves there."""
    if linked.serves:
        yield from merged(_Written(linked).all())


class _Written:
    """One search for what is written."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        touches = self._places = Touches(linked)
        self._touches = tuple(touches.all())
        endings = tuple(touches.endings())
        self._sources = tuple(touches.sources())
        self._code = touches.code
        self._life = Life(linked, endings)
        self._reading = Reading(linked)
        escapes = Escapes(linked, touches.tracing)
        self._escapes = tuple(escapes.all())
        self._inboxes = tuple(Inboxes(linked, escapes, touches).all())

    def all(self) -> Iterator[Holding]:
        """Yield one holding for each file or folder."""
        worked: dict[str, list[Touch]] = defaultdict(list)
        states = [described(self._linked, group, self._reading) for group in self._groups(worked)]
        for state in joined(self._linked, states, self._sources, self._code):
            yield as_holding(self._linked, state)
        for inbox in self._inboxes:
            yield as_inbox(self._linked, inbox, worked[inbox.key])

    def _groups(self, worked: dict[str, list[Touch]]) -> Iterator[Group]:
        """Yield the writes by state; those that go through a folder used as a queue are WORKED."""
        writes: dict[str, list[Touch]] = defaultdict(list)
        for touch in self._touches:
            if self._writes(touch) and touch.chain is not None and self._counts(touch):
                for key in self._lasting(touch):
                    writes[key].append(touch)
        others = [touch for touch in self._touches if touch.found.does not in WRITES]
        others.extend(self._sources)
        stored = [touch for touch in self._touches if touch.found.does in WRITES]
        for key, group in sorted(writes.items()):
            inbox = self._inbox(key, group)
            if inbox is not None:
                worked[inbox.key].extend(group)
                continue
            escape = next((item for item in self._escapes if texts.is_in(item.text, key)), None)
            found = Group(key, tuple(group), tuple(_of(key, others)), escape)
            if escape is not None or not (is_scratch(found, stored, others) or is_tidied(found)):
                yield found
        known = [*(touch.key for touch in stored), *(inbox.key for inbox in self._inboxes)]
        yield from Removals(self._linked, self._places, self._touches).all(known)

    def _inbox(self, key: str, group: list[Touch]) -> Inbox | None:
        """Return the inbox that writes under KEY go to, or that all of them move files out of."""
        calls = {touch.found for touch in group}
        for inbox in self._inboxes:
            taken = {
                item.found
                for item in self._sources
                if item.found.does == "move" and texts.is_in(item.text, inbox.key)
            }
            if texts.is_in(key, inbox.key) or calls <= taken:
                return inbox
        return None

    def _writes(self, touch: Touch) -> bool:
        """Whether a touch writes; a new folder, or temporary file, whose path is passed on does."""
        if touch.found.does == "temporary":
            return any(texts.is_in(item.text, touch.text) for item in self._escapes)
        if touch.found.does == "make":
            key = touch.key
            return texts.is_rooted(key) and (
                any(texts.is_in(item.text, key) for item in self._escapes)
                or self._is_filled_unseen(touch)
            )
        return touch.found.does in WRITES

    def _is_filled_unseen(self, touch: Touch) -> bool:
        """Whether another request reads what nothing is seen to write into a new folder."""
        key = touch.key
        if (
            not texts.is_open(touch.text)
            or texts.is_broad(key)
            or texts.is_machine(key)
            or key.startswith((*FOLDERS, texts.BRIEF))
            or words_in(texts.shown(touch.text)) & SCRATCH
        ):
            return False
        inside = [item for item in self._touches if texts.is_in(item.key, key)]
        return not any(item.found.does in WRITES for item in inside) and any(
            item.found.does in READS and _is_by_another(item, touch) for item in inside
        )

    def _counts(self, touch: Touch) -> bool:
        """Whether a touch writes a file at all."""
        text = touch.text
        if text.startswith(texts.NOWHERE) or texts.BRIEF in text:
            return False
        if self._is_given(touch) or words_in(texts.shown(text).rpartition("/")[2]) & MARKS:
            return False
        if touch.found.row.streams and not texts.is_named(text):
            return False
        mode = touch.found.mode
        return not mode.startswith("r") or self._reading.of(touch.found).is_changed

    def _is_given(self, touch: Touch) -> bool:
        """Whether a path begins with a parameter that nobody is known to give: it may be any."""
        found = texts.variable_of(touch.text)
        if found is None:
            return False
        at, name = found
        program = self._linked.evaluator.program
        names = {parameter.name for parameter in program.scope(at).parameters}
        return name in names and self._linked.phases.serving_entry(at) is None

    def _lasting(self, touch: Touch) -> Iterator[str]:
        """Yield the keys of the states that a write goes to: its own, or where it is moved to."""
        ending = self._life.ending(touch)
        if ending is None:
            yield touch.key
        elif ending.found.does == "move":
            for other in self._touches:
                if other.found == ending.found and other.chain is not None:
                    yield other.key


def _is_by_another(touch: Touch, other: Touch) -> bool:
    """Whether two touches are of two requests; what is handed out from the start is of each."""
    if touch.chain is None:
        return touch.found.does == "serve"
    return other.chain is not None and touch.chain.entry != other.chain.entry


def _of(key: str, touches: list[Touch]) -> Iterator[Touch]:
    """Yield those of TOUCHES that are of the state under KEY."""
    for touch in touches:
        inside = texts.is_in(touch.key, key)
        is_whole = touch.found.does in ("list", "serve") and touch.text == touch.key
        if inside or (is_whole and key.startswith(f"{touch.key}/")):
            yield touch
