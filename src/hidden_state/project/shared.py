"""What the project shares between instances already: clients of Redis, of object storage."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Result
from hidden_state.project.entries.rows import arguments
from hidden_state.project.records import ConstantValue
from hidden_state.project.resources.naming import named
from hidden_state.project.resources.subjects import Subjects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call
    from hidden_state.models.tables import SharedRow
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId


class Shared(NamedTuple):
    """An object of the project that is connected to `what`, a store that instances share.

    `serves` are the categories of state that may be kept there; lines count from 1.
    """

    symbol: str
    path: str
    line: int
    what: str
    serves: tuple[str, ...]


def shared_objects(linked: Linked) -> tuple[Shared, ...]:
    """Return the objects that code elsewhere can reuse, the easiest to reach first."""
    found = sorted(_found(linked, linked.evaluator.models.shared), key=lambda pair: pair[0])
    return tuple(shared for _, shared in found)


def _found(
    linked: Linked, rows: dict[str, SharedRow]
) -> Iterator[tuple[tuple[int, str, int], Shared]]:
    program = linked.evaluator.program
    for at, site, call, subject in Subjects(linked, rows).calls():
        scope = program.scope(at)
        row = rows[subject]
        if linked.is_offline(at) or not _is_meant(linked, at, call, row):
            continue
        symbol, span = named(program, at, call, site.call, subject)
        rank = 0 if at.scope == 0 else 1
        if scope.kind == "function" and Result(site.call) in scope.returns:
            symbol = f"{scope.name}()"
        elif span[1:3] == (call.line, call.column) or (rank and "." not in symbol):
            continue
        shared = Shared(symbol, span.path, span.line, row.what, row.serves)
        yield (rank, span.path, span.line), shared


def _is_meant(linked: Linked, at: ScopeId, call: Call, row: SharedRow) -> bool:
    """Answer whether a CALL makes what the ROW is about: `boto3.client("s3")`, not `"rds"`."""
    if not row.values:
        return True
    refs = (
        ref
        for given in arguments(call, row.argument)
        for ref in linked.evaluator.evaluate(at, given)
    )
    return any(
        isinstance(ref.value, ConstantValue) and ref.value.value in row.values for ref in refs
    )
