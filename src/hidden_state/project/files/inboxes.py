"""Folders of one instance that are used as a queue: what is put there is worked on, once."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.files import text as texts
from hidden_state.project.files.consuming import Consuming, Work
from hidden_state.project.files.handing import takers
from hidden_state.project.guards import tests_before
from hidden_state.project.phases import SERVING
from hidden_state.project.state import ChainStep, Entrance
from hidden_state.project.work.loops import test_words
from hidden_state.project.work.origins import Origin, Origins
from hidden_state.project.work.words import lost_work
from hidden_state.words import words_in

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from hidden_state.models.doing import Does
    from hidden_state.project.files.calls import FileCall
    from hidden_state.project.files.escapes import Escapes
    from hidden_state.project.files.touches import Touch, Touches
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import EntryPoint, ScopeId

MOST_CALLERS = 100
WORKED: frozenset[Does] = frozenset({"mail", "save", "commit", "call", "publish", "clear"})
"""Deeds that show that a file is worked on; a file that is only read is taken over."""
CONSUMING = frozenset({"read", "copy", "move", "delete"})
TIDYING = frozenset(
    "clean cleanup cleaner cleaning expire expired purge prune sweep rotate vacuum gc".split()
)
DEVELOPING = frozenset(
    "debug dev develop development reload reloader autoreload livereload hot hotreload".split()
)
"""Words of what watches the code or the configuration of its own process."""


class Inbox(NamedTuple):
    """The folder under `key`, which `touch` watches or lists; `work` says what is done."""

    key: str
    touch: Touch
    work: str
    origin: Origin


class Inboxes:
    """Finds them among what watches and lists folders."""

    def __init__(self, linked: Linked, escapes: Escapes, touches: Touches) -> None:
        """Take the linked project, and what knows which calls touch which files."""
        self._linked = linked
        self._program = linked.evaluator.program
        self._escapes = escapes
        self._touches = touches
        self._consuming = Consuming(linked)

    def all(self) -> Iterator[Inbox]:
        """Yield the folders, one each: those that are watched first."""
        seen: set[str] = set()
        for does, look in (("watch", self._watched), ("list", self._polled)):
            for found in self._touches.calls:
                for inbox in look(found) if found.does == does else ():
                    if inbox.key not in seen:
                        seen.add(inbox.key)
                        yield inbox

    def _watched(self, found: FileCall) -> Iterator[Inbox]:
        if self._is_for_developers(found):
            return
        work = self._consuming.of_watcher(found)
        reach = self._reach(work)
        said = self._said(work, reach)
        if not said and any(call.does == "move" for at in reach for call in self._calls[at]):
            said = "moves the files"
        for touch in self._touches.by_anybody(found) if said else ():
            is_known = texts.is_rooted(touch.key)
            origin = self._origin(found, is_known)
            if origin is not None:
                key = touch.key if is_known else self._program.qualified_name(found.at)
                yield Inbox(key, touch, said, origin)

    def _polled(self, found: FileCall) -> Iterator[Inbox]:
        work = self._consuming.of_polling(found)
        if work is None or words_in(self._program.scope(found.at).name) & TIDYING:
            return
        reach = [*self._reach(work), work.at]
        said = self._said(work, reach)
        done = [
            touch
            for at in dict.fromkeys(reach)
            for call in self._calls[at]
            if call.does in CONSUMING
            for touch in self._touches.by_anybody(call)
        ]
        for touch in self._touches.by_anybody(found):
            key = texts.folder_of_pattern(touch.key)
            if texts.is_rooted(key) and not texts.is_broad(key, self._touches.code):
                does = {item.found.does for item in done if _in(item, key)}
                consumed = _consumed(does, said)
                origin = self._origin(found, is_known=True) if consumed else None
                if origin is not None:
                    yield Inbox(key, touch, consumed, origin)

    def _said(self, work: Work, reach: Sequence[ScopeId]) -> str:
        """Return in words what is done for a file; '' where it is only read, if at all."""
        deeds: set[Does] = {
            deed.does for deed in self._linked.effects.done_by(work.at, work.calls).deeds
        }
        deeds.update(deed.does for at in reach for deed in self._linked.effects.own(at).deeds)
        handed = takers(self._linked, {*reach, *([work.at] if work.calls else [])})
        deeds.update(deed.does for deed in self._linked.effects.of(handed))
        if self._queues(work, reach):
            return "queues a task"
        return lost_work(deeds & WORKED)

    def _queues(self, work: Work, reach: Sequence[ScopeId]) -> bool:
        calls = [(work.at, call) for call in work.calls]
        calls.extend((at, call) for at in reach for call in self._program.scope(at).calls)
        return any(self._escapes.queues(at, call) for at, call in calls)

    def _reach(self, work: Work) -> list[ScopeId]:
        runs = self._linked.effects.done_by(work.at, work.calls).runs
        return self._linked.effects.reach((*work.functions, *runs))

    def _is_for_developers(self, found: FileCall) -> bool:
        """Whether code is watched, or anything on a developer's machine, by what it is called."""
        scope = self._program.scope(found.at)
        words = set(words_in(scope.name))
        class_id = self._program.enclosing_class(found.at)
        if class_id is not None:
            words |= words_in(self._program.scope(class_id).name)
        for _, test, holds in tests_before(scope, found.call):
            words.update(test_words(scope, test) if holds else ())
        return bool(words & DEVELOPING)

    def _origin(self, found: FileCall, is_known: bool) -> Origin | None:
        """Return how a process comes to look into a folder: a command may go on for ever, too."""
        origin = self._origins.of_call(found.at, found.call.line, found.call.block)
        if origin is not None or not is_known:
            return origin
        entry = self._command(found.at)
        if entry is None:
            return None
        path = self._program.paths[found.at.file]
        step = ChainStep(path, found.call.line, self._program.qualified_name(found.at))
        command = self._program.modules.parts[entry.file][-1]
        entrance = Entrance(
            entry.kind, command, self._program.paths[entry.file], entry.line, entry.library
        )
        return Origin(entrance, (step,), "certain")

    def _command(self, at: ScopeId) -> EntryPoint | None:
        """Return the command that runs a function."""
        queue = [at]
        for function in queue:
            for entry in self._linked.entries.by_function.get(function, ()):
                if entry.runs not in SERVING and "command" in entry.kind:
                    return entry
            for edge in self._linked.graph.callers(function):
                if not edge.weak and edge.caller not in queue and len(queue) < MOST_CALLERS:
                    queue.append(edge.caller)
        return None

    @cached_property
    def _calls(self) -> dict[ScopeId, list[FileCall]]:
        found: dict[ScopeId, list[FileCall]] = defaultdict(list)
        for call in self._touches.calls:
            found[call.at].append(call)
        return found

    @cached_property
    def _origins(self) -> Origins:
        return Origins(self._linked)


def _in(touch: Touch, key: str) -> bool:
    """Whether a touch is of something in the folder under KEY."""
    return texts.is_in(touch.text, key)


def _consumed(does: Container[str], said: str) -> str:
    """Return in words how files are used up that are looked for; '' if they are not."""
    if "move" not in does and "delete" not in does:
        return ""
    if "read" in does or "copy" in does:
        return said or f"reads and {'moves' if 'move' in does else 'removes'} the files"
    return said if "move" in does else ""
