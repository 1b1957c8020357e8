"""Resources that a call makes: a limiter, a socket server, a scheduler, a database."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.project.files import text as texts
from hidden_state.project.files.tracing import Tracing
from hidden_state.project.holding import Holding
from hidden_state.project.resources.deciding import Deciders
from hidden_state.project.resources.grouping import Found, grouped
from hidden_state.project.resources.log_paths import LOG, LogPaths
from hidden_state.project.resources.naming import decorated, dotted, is_class_name, named
from hidden_state.project.resources.origins import Origins
from hidden_state.project.resources.serving_files import serving_files
from hidden_state.project.resources.subjects import Subjects
from hidden_state.project.resources.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call
    from hidden_state.models.tables import ResourceRow
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId
    from hidden_state.project.resources.deciding import Decided
    from hidden_state.project.resources.verdicts import Verdict


def made_resources(linked: Linked) -> Iterator[Holding]:
    """Yield the resources that calls make in one instance, in a project that serves."""
    if linked.serves:
        yield from grouped(_Made(linked).all())


class _Made:
    """One search for the resources of a project."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._rows = linked.evaluator.models.resources
        self._subjects = Subjects(linked, self._rows)
        self._deciders = Deciders(linked, self._subjects, self._rows)
        self._usage = Usage(linked, self._subjects)
        self._origins = Origins(linked.evaluator)
        self._log_paths = LogPaths(linked, self._paths)

    def all(self) -> Iterator[Found]:
        for at, site, call, subject in self._subjects.calls():
            if self._linked.is_offline(at):
                continue
            for row in self._rows[subject]:
                yield from self._found(row, at, call, site.call, subject)

    def _found(
        self, row: ResourceRow, at: ScopeId, call: Call, number: int, subject: str
    ) -> Iterator[Found]:
        decided = self._deciders.decide(row, at, call, subject, number)
        if row.kind == LOG:
            decided = self._log_paths.decide(row, at, call, decided)
        if decided is None or decided.verdict.lives == "shared":
            return
        function = decorated(self._program, at, number)
        if not self._is_loaded(at):
            return
        if decided.verdict.lives == "memory" and self._usage.is_brief(at, number, function):
            return
        used = self._usage.of(row, at, call, subject, number, function)
        if used is None:
            return
        chain, uses = used
        symbol, span = named(self._program, at, call, number, subject, function)
        written = dotted(call.func)
        if symbol == subject.rpartition(".")[2]:
            if is_class_name(decided.verdict.value):
                symbol = decided.verdict.value
            elif "?" not in written:
                symbol = written
        holding = Holding(
            row.kind,
            decided.verdict.lives,
            symbol,
            subject,
            span,
            reason(row, decided.verdict),
            uses,
            self._linked.entrance(chain.entry) if chain is not None else None,
            "likely" if chain is not None and chain.weak else "certain",
            effect=row.effect,
            instead=row.instead,
            documentation=row.documentation,
            library=row.library,
            part_of=self._part_of(row, decided),
        )
        yield self._placed(holding, decided)

    def _placed(self, holding: Holding, decided: Decided) -> Found:
        """Return a holding with where what decides it comes from, and the folder of its files."""
        value = decided.verdict.value
        if decided.expr is None:
            return Found(holding, decided.line, value)
        origin = self._origins.of(decided.at, decided.expr)
        if holding.kind != LOG or decided.verdict.variable:
            return Found(holding, origin, value)
        path = self._paths.trace(decided.at, decided.expr).text
        told = f"`{texts.shown(path)}`" if texts.is_path(path) else holding.reason
        return Found(holding._replace(reason=told), origin, value, own_folder(path))

    @cached_property
    def _paths(self) -> Tracing:
        return Tracing(self._evaluator, self._linked.settings)

    def _part_of(self, row: ResourceRow, decided: Decided) -> str:
        """Return the setting for the folder of a storage that is given none, or that setting."""
        for storage in self._evaluator.models.storages.values():
            if row.kind == "storage" and row.argument and storage.library == row.library:
                given = decided.expr
                if given is None or dotted(given).rpartition(".")[2] == storage.folder:
                    return storage.folder
        return ""

    def _is_loaded(self, at: ScopeId) -> bool:
        """Whether a process that serves runs, or loads, the code of scope AT."""
        return at.file in self._serving_files or self._linked.phases.chain(at) is not None

    @cached_property
    def _serving_files(self) -> frozenset[int]:
        return serving_files(self._linked)


def own_folder(path: str) -> str:
    """Return the folder of a PATH, as text, if it is the application's own; '' if not."""
    folder = texts.parent(path)
    return folder if texts.is_own(folder) else ""


def reason(row: ResourceRow, verdict: Verdict) -> str:
    """Return in words why a resource is local."""
    decider = next((item for item in row.argument if isinstance(item, str)), "")
    decider = next(iter(row.keys), "") or decider or next(iter(row.settings), "")
    if verdict.variable:
        return f"by default; set `{verdict.variable}`"
    if verdict.value:
        return f"`{verdict.value}`"
    return f"`{decider}` is left out" if decider and verdict.left_out else ""
