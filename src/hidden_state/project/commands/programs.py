"""Programs that the project runs: which call, with which command line, does what to which file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from hidden_state.facts import Call, Display, Item, Literal
from hidden_state.models.file_tables import FileRow
from hidden_state.project.commands.lines import ANY, CommandLines
from hidden_state.project.commands.outputs import Deed, deeds, plain_commands
from hidden_state.project.commands.shell import commands
from hidden_state.project.entries.rows import arguments
from hidden_state.project.files import text as texts
from hidden_state.project.files.calls import FileCall
from hidden_state.project.records import ExternalValue, ScopeId
from hidden_state.project.sites import FIRST_KEYWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.models.file_tables import RunnerRow
    from hidden_state.project.files.core import Named
    from hidden_state.project.files.tracing import Tracing
    from hidden_state.project.linked import Linked
    from hidden_state.project.sites import CallSite

MOST_CALLERS = 120
MOST_CLIMBS = 4
SHARING = frozenset({"copy", "move"})


class Done(NamedTuple):
    """What a program that is run does to the file at `text`; `names` may stand for the path.

    `is_source` says that the file is only read, to be copied or moved; `is_sure` that `text` is
    a file even where nothing of it is known.
    """

    found: FileCall
    text: str
    names: tuple[Named, ...]
    is_source: bool = False
    is_sure: bool = False


class _Line(NamedTuple):
    """A command line that call `number` of scope `at` runs in a folder."""

    at: ScopeId
    number: int
    text: str
    folder: str


class Programs:
    """Finds them by the rows of the models."""

    def __init__(self, linked: Linked, tracing: Tracing) -> None:
        """Take the linked project, and what traces paths."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._rows = linked.evaluator.models.commands
        self._runners = linked.evaluator.models.runners
        self._lines = CommandLines(tracing)

    def all(self) -> Iterator[Done]:
        """Yield what programs that are run do to files."""
        for site, row, call in self._runs():
            at = ScopeId(site.file, site.scope)
            self._lines.names.clear()
            for text in self._command(at, call, row):
                folder = self._folder(at, call, row)
                for line in self._known(_Line(at, site.call, text, folder), frozenset()):
                    yield from self._done(line)

    def _runs(self) -> Iterator[tuple[CallSite, RunnerRow, Call]]:
        """Yield the calls that run a program; of one that is handed on, what it gets."""
        for last in sorted(self._lasts()):
            for site in self._program.called(last):
                at, call = ScopeId(site.file, site.scope), self._program.call(site)
                made = call if site.argument < 0 else _handed(call, site.argument)
                if made is not None:
                    yield from ((site, *found) for found in self._run_by(at, made))

    def _lasts(self) -> set[str]:
        """Return the last names of what runs programs, and, below some modules, of programs."""
        found = {name.rpartition(".")[2] for name, row in self._runners.items() if not row.below}
        imported = {item.module for _, _, item in self._program.imports}
        if any(row.below and name in imported for name, row in self._runners.items()):
            found.update(self._rows)
            found.update(word for rows in self._rows.values() for row in rows for word in row.first)
        return found

    def _run_by(self, at: ScopeId, call: Call) -> Iterator[tuple[RunnerRow, Call]]:
        """Yield what runs a program by a call, and the call, with the program as an argument."""
        for ref in self._evaluator.evaluate(at, call.func):
            if not isinstance(ref.value, ExternalValue):
                continue
            for name in self._evaluator.models.names_of(ref.value.name):
                row = self._runners.get(name)
                if row is not None and not row.below:
                    yield row, call
                    return
            for name, row in self._runners.items():
                if row.below and ref.value.name.startswith(f"{name}."):
                    words = ref.value.name[len(name) + 1 :].split(".")
                    args = (*(Literal(word.replace("_", "-")) for word in words), *call.args)
                    yield row, msgspec.structs.replace(call, args=args)
                    return

    def _command(self, at: ScopeId, call: Call, row: RunnerRow) -> list[str]:
        if row.words:
            return self._lines.words(at, call.args, call.line)
        given = next(arguments(call, row.command), None)
        return self._lines.line(at, given, call.line) if given is not None else []

    def _folder(self, at: ScopeId, call: Call, row: RunnerRow) -> str:
        given = next(arguments(call, row.folder), None)
        return self._lines.value(at, given) if given is not None else ""

    def _known(self, line: _Line, seen: frozenset[ScopeId]) -> Iterator[_Line]:
        """Yield a line as callers complete it, until the programs of it are known."""
        if not self._is_given(line) or line.at in seen or len(seen) >= MOST_CLIMBS:
            yield line
            return
        edges = [
            edge
            for edge in self._evaluator.callers(line.at)
            if not edge.weak and edge.call >= 0 and edge.caller.scope > 0
        ]
        for edge in edges[:MOST_CALLERS]:
            if self._linked.phases.chain(edge.caller) is None:
                continue
            folder = self._lines.filled(line.folder, line.at, edge)[0]
            for text in self._lines.filled(line.text, line.at, edge):
                completed = _Line(edge.caller, edge.call, text, folder)
                yield from self._known(completed, seen | {line.at})
        if self._linked.phases.serving_entry(line.at) is not None:
            yield line

    def _is_given(self, line: _Line) -> bool:
        """Whether callers say which program runs, or give words that may be any number."""
        names = [item.name for item in self._program.scope(line.at).parameters]
        own = [texts.variable(line.at, name) for name in names]
        if any(f"*{token}" in line.text for token in own):
            return True
        first = [
            command.words[0]
            for command in plain_commands(self._rows, commands(line.text))
            if command.words
        ]
        return any(token in word for token in own for word in first)

    def _done(self, line: _Line) -> Iterator[Done]:
        call = self._program.scope(line.at).calls[line.number]
        names = tuple(self._lines.names)
        step = 0
        folder = "" if line.folder == ANY else line.folder
        for command in plain_commands(self._rows, commands(line.text, folder)):
            for deed in deeds(self._rows, command):
                step += 1
                found = _file_call(line, call, deed, step)
                yield Done(found, deed.path, names, is_sure=deed.is_sure)
                if deed.source and deed.does in SHARING:
                    yield Done(found, deed.source, names, is_source=True)


def _file_call(line: _Line, call: Call, deed: Deed, step: int) -> FileCall:
    row = FileRow(deed.does, purpose=deed.purpose)
    return FileCall(line.at, line.number, call, deed.program, row, deed.does, None, step=step)


def _handed(call: Call, argument: int) -> Call | None:
    """Return the call that `to_thread(run, [...])` or `Thread(target=run, args=(...))` makes."""
    if argument < len(call.args):
        func, args = call.args[argument], call.args[argument + 1 :]
    else:
        keywords = dict(call.keywords)
        name, func = call.keywords[argument - FIRST_KEYWORD]
        given = keywords.get("args")
        if not isinstance(given, Display) or name == "args":
            return None
        args = given.items
    if isinstance(func, Item):
        return None
    return Call(func, args, call.keywords, call.line, call.column, call.block)
