"""Storages that fields have for themselves, where they are the local disk."""

from __future__ import annotations

from collections import defaultdict
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Item, Literal, Name, Result
from hidden_state.models.tables import ResourceRow
from hidden_state.project.files.row_fields import own_storage, row_fields
from hidden_state.project.holding import Holding
from hidden_state.project.records import (
    ClassValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
)
from hidden_state.project.resources.reasons import reason
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion
    from hidden_state.models.file_tables import StorageRow
    from hidden_state.project.holding import Use
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import Ref, ScopeId
    from hidden_state.project.resources.settled import Settling


class Kept(NamedTuple):
    """What a field is given: the name that it goes by, and why it is the local disk.

    `span` is the line of the setting that gives it under the key `alias`, if one does.
    """

    symbol: str
    reason: str
    span: Span | None = None
    alias: str = ""


def own_storages(linked: Linked, settling: Settling, row: StorageRow) -> dict[Kept, list[Use]]:
    """Return the storages of single fields that are the disk of one instance, with the fields."""
    found: dict[Kept, list[Use]] = defaultdict(list)
    for at, call, use in row_fields(linked, row):
        given = own_storage(call, row)
        kept = _kept(linked, settling, row, at, given) if given is not None else None
        if kept is not None:
            found[kept].append(use)
    return found


def holding_of(row: StorageRow, kept: Kept, uses: list[Use]) -> Holding:
    """Return the holding of one such storage."""
    first = min(uses)
    span = kept.span or Span(first.path, first.line, first.column, first.line, first.column)
    return Holding(
        "storage",
        "disk",
        kept.symbol,
        row.settings[0],
        span,
        f"{kept.reason} for `{kept.alias}`" if kept.alias else kept.reason,
        tuple(sorted(uses)),
        instead=row.instead,
        documentation=row.documentation,
        library=row.library,
        purpose="upload",
    )


def _kept(
    linked: Linked, settling: Settling, row: StorageRow, at: ScopeId, given: ExprUnion
) -> Kept | None:
    """Return what GIVEN is, None where it is not the local disk for sure."""
    refs = linked.evaluator.evaluate(at, given)
    for where, expr in ((at, given), *_returns(linked, refs)):
        alias = _alias(linked, row, where, expr)
        if alias:
            return _of_setting(linked, settling, row, alias)
    kinds = [_kind(linked, row, ref, at) for ref in refs]
    if all(isinstance(ref.value, ExternalInstance) for ref in refs):
        return None  # what makes it is a holding of its own
    if not kinds or "" in kinds:
        return None
    return Kept(_written(linked, at, given), f"`{kinds[0]}`")


def _returns(linked: Linked, refs: tuple[Ref, ...]) -> Iterator[tuple[ScopeId, ExprUnion]]:
    """Yield what functions return that are given in place of a storage."""
    for ref in refs:
        if isinstance(ref.value, FunctionValue):
            for expr in linked.evaluator.program.scope(ref.value.id).returns:
                yield ref.value.id, expr


def _alias(linked: Linked, row: StorageRow, at: ScopeId, expr: ExprUnion) -> str:
    """Return the key under which EXPR takes a storage from the settings, '' if it does not."""
    match expr:
        case Item(value, Literal(str() as key)):
            refs = linked.evaluator.evaluate(at, value)
            known = (ref.value.name for ref in refs if isinstance(ref.value, ExternalValue))
            return key if row.registry in known else ""
        case _:
            return ""


def _of_setting(linked: Linked, settling: Settling, row: StorageRow, alias: str) -> Kept | None:
    """Return what the settings give under ALIAS."""
    choice = ResourceRow(row.library, "storage", "shared", disk=row.local)
    path = row.settings[0].replace("default", alias)
    for source in linked.settings.sources:
        answer = linked.settings.answer(source, path)
        settled = settling.settle(path, choice, source, list(answer.values))
        if settled is not None and settled.setting is not None:
            told = reason(settled, linked.evaluator.environment)
            return Kept(path.partition(".")[0], told, settled.setting.span, alias)
    return None


def _kind(linked: Linked, row: StorageRow, ref: Ref, at: ScopeId) -> str:
    """Return the outside class that REF is or inherits if it is local, '' for anything else."""
    evaluator = linked.evaluator
    match ref.value:
        case ExternalInstance(name) | ExternalValue(name):
            names: tuple[str, ...] = evaluator.models.ancestors(name)
        case InstanceValue(class_id) | ClassValue(class_id):
            names = evaluator.classes.external_bases(class_id)
        case FunctionValue():
            found = [
                _kind(linked, row, other, at)
                for other in evaluator.returned(ref.value, None, at)
                if not isinstance(other.value, FunctionValue)
            ]
            return found[0] if found and "" not in found else ""
        case _:
            return ""
    local = (name for name in names if any(fnmatchcase(name, known) for known in row.local))
    return next(local, "")


def _written(linked: Linked, at: ScopeId, given: ExprUnion) -> str:
    """Return the name that a storage goes by where it is given."""
    match given:
        case Name(name) | Attribute(_, name):
            return name
        case Result(number):
            return _written(linked, at, linked.evaluator.program.scope(at).calls[number].func)
        case _:
            return "storage"
