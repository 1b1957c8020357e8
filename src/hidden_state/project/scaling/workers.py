"""Calls and configuration files in Python that say how many workers serve the application."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Literal, Name
from hidden_state.project.entries.rows import arguments
from hidden_state.project.records import ConstantValue, ScopeId
from hidden_state.project.resources.naming import dotted
from hidden_state.project.resources.subjects import Subjects
from hidden_state.scaling import Scaling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.inventory import ScaleKind
    from hidden_state.models.server import CallRow
    from hidden_state.project.linked import Linked


def coded_workers(linked: Linked) -> tuple[Scaling, ...]:
    """Return what the code says of the number of workers, by file and line."""
    found = (*_called(linked), *_assigned(linked))
    return tuple(sorted(found, key=lambda item: (item.path, item.line, item.column)))


def _called(linked: Linked) -> Iterator[Scaling]:
    """Yield the calls that start a server with a known number of workers."""
    rows = linked.evaluator.models.server_calls
    program = linked.evaluator.program
    for at, _, call, subject in Subjects(linked, rows).calls():
        row = rows[subject]
        given = list(arguments(call, row.argument))
        if not given or _is_for_development(call, row):
            continue
        told = _number(linked, at, given[0], call.line)
        if told is not None:
            symbol = f"{dotted(call.func)}({row.argument[0]}={_shown(told)})"
            yield Scaling(
                "one worker" if told == 1 else "many workers",
                program.paths[at.file],
                call.line,
                call.column,
                symbol,
                symbol,
                told or None,
                _target(call),
            )


def _assigned(linked: Linked) -> Iterator[Scaling]:
    """Yield what configuration files of servers assign."""
    program = linked.evaluator.program
    for file, path in enumerate(program.paths):
        at = ScopeId(file, 0)
        for name in _configured(linked, path):
            bindings = program.bindings(at).get(name, [])
            if len(bindings) != 1 or bindings[0].block:
                continue
            line, column = bindings[0].line, bindings[0].column
            told = _number(linked, at, bindings[0].value, line)
            if told is not None:
                kind: ScaleKind = "one worker" if told == 1 else "many workers"
                symbol = f"{name} = {_shown(told)}"
                yield Scaling(kind, path, line, column, symbol, symbol, told or None)


def _configured(linked: Linked, path: str) -> Iterator[str]:
    """Yield the names that say how many workers there are, in a file at PATH."""
    file = path.rpartition("/")[2].lower()
    for pattern, names in linked.evaluator.models.servers.files.items():
        if fnmatchcase(file, pattern):
            yield from names


def _shown(number: int) -> str:
    return str(number) if number else "..."


def _number(linked: Linked, at: ScopeId, value: ExprUnion, line: int) -> int | None:
    """Return the number that VALUE, in LINE, is; None if that is not known.

    What the environment decides is not known; 0 stands for the number of processors.
    """
    if isinstance(value, Literal):
        return value.value if type(value.value) is int and value.value > 0 else None
    if _counts_processors(linked, at, line):
        return 0
    refs = linked.evaluator.evaluate(at, value)
    numbers = [ref.value.value for ref in refs if isinstance(ref.value, ConstantValue)]
    if len(numbers) != 1 or len(refs) != 1:
        return None
    number = numbers[0]
    return number if type(number) is int and number > 0 else None


def _counts_processors(linked: Linked, at: ScopeId, line: int) -> bool:
    """Whether a call in LINE asks how many processors there are; sums are not in the facts."""
    return any(
        getattr(ref.value, "name", "").endswith(".cpu_count")
        for call in linked.evaluator.program.scope(at).calls
        if call.line == line and isinstance(call.func, Name | Attribute)
        for ref in linked.evaluator.evaluate(at, call.func)
    )


def _is_for_development(call: Call, row: CallRow) -> bool:
    """Whether the server that CALL starts may load code anew when it changes."""
    given = arguments(call, row.development)
    return any(not isinstance(value, Literal) or bool(value.value) for value in given)


def _target(call: Call) -> str:
    """Return the application that CALL names, '' if it names none."""
    first = call.args[0] if call.args else dict(call.keywords).get("app")
    return first.value if isinstance(first, Literal) and isinstance(first.value, str) else ""
