"""Fields of rows that take files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.holding import Use
from hidden_state.project.resources.subjects import Subjects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.models.file_tables import StorageRow
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId


def row_fields(linked: Linked, row: StorageRow) -> Iterator[tuple[ScopeId, Call, Use]]:
    """Yield the calls in classes of rows that make such a field, with their classes."""
    program = linked.evaluator.program
    for at, _, call, subject in Subjects(linked, frozenset(row.fields)).calls():
        if program.scope(at).kind == "class" and _is_row(linked, at):
            how = subject.rpartition(".")[2] + "()"
            yield at, call, Use(program.paths[at.file], call.line, call.column, how)


def own_storage(call: Call, row: StorageRow) -> ExprUnion | None:
    """Return the storage that a field has for itself, None if it has none."""
    return next((value for name, value in call.keywords if name in row.own), None)


def _is_row(linked: Linked, class_id: ScopeId) -> bool:
    """Whether a class is one whose objects are rows, as against a form or a migration."""
    models = linked.evaluator.models
    return any(
        models.handovers.get(name) == "row"
        for base in linked.evaluator.classes.external_bases(class_id)
        for name in models.names_of(base)
    )
