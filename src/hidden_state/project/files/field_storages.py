"""Storages on the local disk that fields of rows are given for their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.entries.rows import arguments
from hidden_state.project.files.row_fields import own_storage, row_fields
from hidden_state.project.holding import Holding
from hidden_state.project.records import ExternalInstance, ExternalValue
from hidden_state.project.resources.naming import dotted, named
from hidden_state.project.resources.subjects import Subjects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.models.file_tables import StorageRow
    from hidden_state.models.tables import ResourceRow
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId


def field_storages(linked: Linked) -> Iterator[Holding]:
    """Yield the storages that keep the files of fields on the disk of one instance."""
    if not linked.serves:
        return
    for row in linked.evaluator.models.storages.values():
        local = _local(linked, row)
        if local:
            yield from _of_fields(linked, row, local)


def _local(linked: Linked, row: StorageRow) -> dict[str, ResourceRow]:
    """Return the classes of a framework whose storages are on the local disk."""
    return {
        name: resource
        for name, resources in linked.evaluator.models.resources.items()
        for resource in resources
        if resource.kind == "storage" and resource.library == row.library
    }


def _of_fields(linked: Linked, row: StorageRow, local: dict[str, ResourceRow]) -> Iterator[Holding]:
    made = Subjects(linked, local)
    for at, call, use in row_fields(linked, row):
        given = own_storage(call, row)
        if given is not None and _is_local(linked, at, given, local):
            for where, number, maker, name in made.makers(at, given):
                holding = _holding(linked, local[name], where, number, maker, name)
                folder = _folder(row, local[name], maker)
                yield holding._replace(uses=(use,), part_of=folder)


def _is_local(linked: Linked, at: ScopeId, value: ExprUnion, local: dict[str, ResourceRow]) -> bool:
    """Whether a storage is on the local disk whatever else it depends on."""
    refs = linked.evaluator.evaluate(at, value)
    return bool(refs) and all(
        isinstance(ref.value, (ExternalInstance, ExternalValue))
        and any(name in local for name in linked.evaluator.models.names_of(ref.value.name))
        for ref in refs
    )


def _holding(
    linked: Linked, row: ResourceRow, at: ScopeId, number: int, call: Call, name: str
) -> Holding:
    program = linked.evaluator.program
    symbol, span = named(program, at, call, number, name, None)
    return Holding(
        "storage",
        "disk",
        symbol,
        name,
        span,
        instead=row.instead,
        documentation=row.documentation,
        library=row.library,
        purpose="upload",
    )


def _folder(row: StorageRow, storage: ResourceRow, call: Call) -> str:
    """Return the setting for the folder of a storage that is given none, or that setting."""
    given = next(arguments(call, storage.argument), None)
    return row.folder if given is None or dotted(given).endswith(row.folder) else ""
