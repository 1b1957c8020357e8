"""Which files a serving process loads: what is made when any other is loaded is made elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Imported
from hidden_state.project.phases import SERVING
from hidden_state.project.records import ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.linked import Linked
    from hidden_state.project.program import Program


def serving_files(linked: Linked) -> frozenset[int]:
    """Return the numbers of the files with entry points, of what they import, and of applications.

    A file that makes an application and imports one with entry points is such a file as well.
    """
    program = linked.evaluator.program
    starts = {
        function.file
        for function, entries in linked.entries.by_function.items()
        if any(entry.runs in SERVING for entry in entries)
    }
    imports = {file: frozenset(_imports(program, file)) for file in range(len(program.facts))}
    loaded = _closure(imports, starts)
    makers = {file for file in _makers(linked) if file not in loaded}
    return frozenset(loaded | _closure(imports, makers))


def _makers(linked: Linked) -> Iterator[int]:
    """Yield the files that make a framework's application."""
    evaluator = linked.evaluator
    program = evaluator.program
    for name in {name.rpartition(".")[2] for name in evaluator.applications}:
        for callee in (name, *program.aliases.get(name, ())):
            for site in program.calls_by_name.get(callee, ()):
                call = program.call(site)
                refs = evaluator.evaluate(ScopeId(site.file, site.scope), call.func)
                kinds = {evaluator.models.kind_of(getattr(ref.value, "name", "")) for ref in refs}
                if "application" in kinds:
                    yield site.file


def _closure(imports: dict[int, frozenset[int]], starts: set[int]) -> set[int]:
    seen = set(starts)
    queue = list(starts)
    for file in queue:
        fresh = imports[file] - seen
        seen |= fresh
        queue.extend(fresh)
    return seen


def _imports(program: Program, file: int) -> Iterator[int]:
    """Yield the files that a file imports, and the packages that they are in."""
    modules = program.modules
    for scope in program.facts[file].scopes:
        for binding in scope.bindings:
            value = binding.value
            if binding.how != "import" or not isinstance(value, Imported):
                continue
            for member in ("", value.member or ""):
                dotted = ".".join(filter(None, (value.module, member)))
                if value.level:
                    found = modules.relative(dotted, value.level, file)[0]
                else:
                    found = modules.absolute(dotted, file) if dotted else -1
                if found >= 0:
                    yield found
                    yield from _packages(program, found)


def _packages(program: Program, file: int) -> Iterator[int]:
    parts = program.modules.parts[file]
    for size in range(1, len(parts)):
        found = program.modules.exact(parts[:size])
        if found >= 0:
            yield found
