"""Which files a serving process loads: what is made when any other is loaded is made elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.phases import SERVING
from hidden_state.project.records import ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.project.linked import Linked


def serving_files(linked: Linked, runs: frozenset[str] = SERVING) -> frozenset[int]:
    """Return the numbers of the files with entry points, of what they import, and of applications.

    Entry points count that run at one of the times RUNS.  A file that makes an application and
    imports one with entry points is such a file as well.
    """
    program = linked.evaluator.program
    starts = {
        function.file
        for function, entries in linked.entries.by_function.items()
        if any(entry.runs in runs for entry in entries)
    }
    imports = program.imported_files
    loaded = _closure(imports, starts)
    makers = {file for file in _makers(linked) if file not in loaded}
    return frozenset(loaded | _closure(imports, makers))


def _makers(linked: Linked) -> Iterator[int]:
    """Yield the files that make a framework's application."""
    evaluator = linked.evaluator
    program = evaluator.program
    for name in {name.rpartition(".")[2] for name in evaluator.models.applications}:
        for site in program.called(name):
            call = program.call(site)
            refs = evaluator.evaluate(ScopeId(site.file, site.scope), call.func)
            kinds = {evaluator.models.kind_of(getattr(ref.value, "name", "")) for ref in refs}
            if "application" in kinds:
                yield site.file


def _closure(imports: Sequence[frozenset[int]], starts: set[int]) -> set[int]:
    seen = set(starts)
    queue = list(starts)
    for file in queue:
        fresh = imports[file] - seen
        seen |= fresh
        queue.extend(fresh)
    return seen
