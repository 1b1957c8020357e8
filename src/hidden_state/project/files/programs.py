"""Programs that serving runs, and the argument that they write to."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.facts import Call, Display, ExprUnion, Joined, Literal, Name
from hidden_state.models.file_tables import CommandRow, FileRow
from hidden_state.project.files.calls import FileCall
from hidden_state.project.records import ExternalValue, ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.evaluation.evaluator import Evaluator


class Programs:
    """Finds them by the rows of the models."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Take what resolves names."""
        self._evaluator = evaluator
        self._program = evaluator.program

    def all(self) -> Iterator[FileCall]:
        """Yield the calls that run a program which writes a file, with the path of that."""
        for last in sorted({name.rpartition(".")[2] for name in self._runners}):
            for alias in (last, *self._program.aliases.get(last, ())):
                for site in self._program.calls_by_name.get(alias, ()):
                    at, call = ScopeId(site.file, site.scope), self._program.call(site)
                    if site.argument < 0:
                        yield from self._written(at, site.call, call)

    @cached_property
    def _runners(self) -> frozenset[str]:
        effects = self._evaluator.models.effects
        return frozenset(name for name, row in effects.items() if row.does == "run")

    def _written(self, at: ScopeId, number: int, call: Call) -> Iterator[FileCall]:
        words = self._words(at, call)
        program = _text(words[0]).rpartition("/")[2] if words else ""
        rows = self._evaluator.models.commands.get(program)
        if rows is None or not self._runs(at, call):
            return
        for row in rows:
            path = _output(row, words[1:])
            if path is not None:
                touched = FileRow("write", purpose=row.purpose)
                yield FileCall(at, number, call, program, touched, "write", path, is_loose=True)

    def _runs(self, at: ScopeId, call: Call) -> bool:
        """Whether a call runs a program, by the name that it is called by."""
        return any(
            isinstance(ref.value, ExternalValue) and ref.value.name in self._runners
            for ref in self._evaluator.evaluate(at, call.func)
        )

    def _words(self, at: ScopeId, call: Call) -> tuple[ExprUnion, ...]:
        """Return the program and its arguments; nothing where they are not written out."""
        given = call.args[0] if call.args else dict(call.keywords).get("args")
        if isinstance(given, Name):
            bound = self._program.bindings(at).get(given.id, ())
            given = bound[0].value if len(bound) == 1 else None
        if isinstance(given, Display):
            return given.items
        return call.args if isinstance(given, Literal) else ()


def _output(row: CommandRow, words: tuple[ExprUnion, ...]) -> ExprUnion | None:
    """Return the argument that a program writes to, None where it is not plain."""
    first = _text(words[0]) if words else ""
    if row.first and not any(fnmatchcase(first, pattern) for pattern in row.first):
        return None
    for number, word in enumerate(words):
        option, joined = _option(word)
        if any(fnmatchcase(option, pattern) for pattern in row.after):
            return joined or next(iter(words[number + 1 : number + 2]), None)
    if row.position is None:
        return None
    plain = [word for word in words if not _text(word).startswith("-")]
    return plain[row.position] if -len(plain) <= row.position < len(plain) else None


def _option(word: ExprUnion) -> tuple[str, ExprUnion | None]:
    """Return an option, and what is written in one with it: `--output=` and a path."""
    if isinstance(word, Joined) and word.how in ("f", "+") and word.parts:
        start, sign, rest = _text(word.parts[0]).partition("=")
        if sign:
            first = (Literal(rest),) if rest else ()
            return start, Joined(word.how, (*first, *word.parts[1:]))
    start, sign, rest = _text(word).partition("=")
    return start, Literal(rest) if sign else None


def _text(word: ExprUnion) -> str:
    return word.value if isinstance(word, Literal) and isinstance(word.value, str) else ""
