"""Every touch of a file: which path, in which phase."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Result
from hidden_state.project.commands.programs import Done, Programs
from hidden_state.project.entries.rows import arguments
from hidden_state.project.files import text as texts
from hidden_state.project.files.calls import UPLOAD, FileCall, source_of
from hidden_state.project.files.climbing import Climbed, Climbing
from hidden_state.project.files.spreading import spread
from hidden_state.project.files.tracing import Tracing
from hidden_state.project.records import ExternalValue, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.project.linked import Linked
    from hidden_state.project.phases import Chain

ENDING = frozenset({"delete", "move"})


class Touch(NamedTuple):
    """A call that does something to the file at the path of `climbed`; `chain` serves it.

    `key` tells the state apart that the touch is of.  `is_source` says that the file is only read,
    to be copied or moved.
    """

    found: FileCall
    climbed: Climbed
    chain: Chain | None
    key: str
    is_source: bool = False

    @property
    def text(self) -> str:
        """The path."""
        return self.climbed.text


class Touches:
    """Finds what is done to files, with the paths."""

    def __init__(self, linked: Linked) -> None:
        """Take the linked project."""
        self._linked = linked
        self._program = linked.evaluator.program
        self.tracing = Tracing(linked.evaluator, linked.settings)
        self.code = frozenset(code_folders(self._program.paths))
        self._climbing = Climbing(linked, self.tracing)
        self.calls = linked.file_calls.all
        self._programs = tuple(self._by_programs(Programs(linked, self.tracing)))
        self._kept: list[ExprUnion] = []

    def all(self) -> Iterator[Touch]:
        """Yield every touch, once for each path that callers give."""
        for found in self.calls:
            yield from self._touches(found)
        yield from (touch for touch in self._programs if not touch.is_source)

    def endings(self) -> Iterator[Touch]:
        """Yield what removes a file, or moves it away."""
        for found in self.calls:
            if found.does == "delete":
                yield from self._each(found)
            elif found.does == "move":
                yield from self._at(found, source_of(found))
        for touch in self._programs:
            if touch.found.does == ("move" if touch.is_source else "delete"):
                yield touch
        yield from self._handed_over()

    def sources(self) -> Iterator[Touch]:
        """Yield what is copied or moved, where it comes from."""
        for found in self.calls:
            if found.does in ("copy", "move"):
                for touch in self._at(found, source_of(found)):
                    yield touch._replace(is_source=True)
        yield from (touch for touch in self._programs if touch.is_source)

    def by_anybody(self, found: FileCall) -> Iterator[Touch]:
        """Yield the touches of a call, whoever makes it; of a move, where the file is taken."""
        path = source_of(found) if found.does == "move" else found.path
        if path is not None:
            for climbed in self._climbing.all(found.at, path, False, found.call):
                if climbed.text and not texts.is_remote(climbed.text):
                    yield self._touch(found, climbed)

    def _touch(self, found: FileCall, climbed: Climbed) -> Touch:
        key = texts.key_of(climbed.text, self.code)
        return Touch(found, climbed, self._climbing.chain(climbed), key)

    def _by_programs(self, programs: Programs) -> Iterator[Touch]:
        """Yield what programs that serving runs do to files, once for each path."""
        for done in programs.all():
            for climbed in self._climbing.completed(done.found.at, done.text, done.names):
                if _is_certain(done, climbed.text):
                    touch = self._touch(done.found, climbed)
                    yield touch._replace(is_source=done.is_source)

    def _touches(self, found: FileCall) -> Iterator[Touch]:
        if found.does == "temporary":
            made = Result(found.number)
            self._kept.append(made)
            yield from self._at(found, made)
        else:
            yield from self._at(found, found.path)

    def _each(self, found: FileCall) -> Iterator[Touch]:
        """Yield the touches of a call in a loop, for each path that the loop goes over."""
        if found.path is not None:
            for path in spread(self._program, found.at, found.path):
                self._kept.append(path)
                yield from self._at(found, path)

    def _at(self, found: FileCall, path: ExprUnion | None) -> Iterator[Touch]:
        if path is None:
            return
        for climbed in self._climbing.all(found.at, path, call=found.call):
            text = climbed.text
            if not text or texts.is_remote(text):
                continue
            if not found.is_loose or (_says_file(found, text) and self._is_of_path(found)):
                yield self._touch(found, climbed)

    def _is_of_path(self, found: FileCall) -> bool:
        """Whether the receiver of a method like `replace()`, of a type not known, is a path."""
        source = source_of(found)
        if not found.row.receiver or source is None:
            return True
        return texts.is_rooted(self.tracing.trace(found.at, source).text)

    def _handed_over(self) -> Iterator[Touch]:
        """Yield removals that something else is to run: `BackgroundTask(os.unlink, path)`."""
        rows = self._linked.evaluator.models.files
        for name, row in rows.items():
            if row.does != "delete":
                continue
            last = name.rpartition(".")[2]
            for site in self._program.calls_by_name.get(last, ()):
                if site.argument < 0:
                    continue
                at, call = ScopeId(site.file, site.scope), self._program.call(site)
                path = self._handed(at, call, site.argument, name)
                if path is not None:
                    yield from self._each(FileCall(at, site.call, call, name, row, "delete", path))

    def _handed(self, at: ScopeId, call: Call, argument: int, name: str) -> ExprUnion | None:
        """Return the path for a removing function that CALL is given at ARGUMENT."""
        row = self._linked.evaluator.models.files[name]
        if argument >= len(call.args):
            return next(iter(call.args), None) if not row.receiver else None
        given = call.args[argument]
        if row.receiver and isinstance(given, Attribute):
            return given.value
        for ref in self._linked.evaluator.evaluate(at, given):
            if isinstance(ref.value, ExternalValue) and ref.value.name == name:
                return next(arguments(call, (argument + 1,)), None)
        return None


def _says_file(found: FileCall, text: str) -> bool:
    """Whether a text given to a method like `save()`, of a type not known, is surely a path."""
    if found.row.streams and found.row.purpose != UPLOAD:
        return texts.is_named(text)
    return texts.is_path(text) or (found.row.purpose == UPLOAD and texts.is_file_name(text))


def code_folders(paths: Iterable[str]) -> Iterator[str]:
    """Yield the folders, as texts, that the files at PATHS are in, and those around them."""
    yield texts.ROOT
    for path in paths:
        folder = texts.parent(f"{texts.ROOT}/{path}")
        while "/" in folder:
            yield folder
            folder = texts.parent(folder)


def _is_certain(done: Done, text: str) -> bool:
    """Whether what a program is given is a path of this machine for sure."""
    if not text or texts.is_remote(text):
        return False
    return done.is_sure or texts.TOKEN.fullmatch(text) is None or not texts.is_open(text)
