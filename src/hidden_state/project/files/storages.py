"""The storage that a framework puts files into, where settings leave it on the local disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.models.tables import ResourceRow
from hidden_state.project.entries.dotted import named
from hidden_state.project.evaluation.texts import HOLE, part_text
from hidden_state.project.files.own_storages import holding_of, own_storages
from hidden_state.project.files.row_fields import own_storage, row_fields
from hidden_state.project.holding import Holding, Use
from hidden_state.project.records import ClassValue, ContainerValue
from hidden_state.project.resources.reasons import reason
from hidden_state.project.resources.settled import Settling
from hidden_state.project.resources.subjects import Subjects
from hidden_state.project.settings.given import Tree
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hidden_state.facts import ExprUnion
    from hidden_state.models.file_tables import StorageRow
    from hidden_state.project.files.own_storages import Kept
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId
    from hidden_state.project.resources.settled import Settled
    from hidden_state.project.settings.lookup import Setting
    from hidden_state.project.settings.sources import Source


def framework_storages(linked: Linked) -> Iterator[Holding]:
    """Yield the storages of frameworks that keep files on the disk of one instance."""
    if not linked.serves:
        return
    settling = Settling(linked)
    for row in linked.evaluator.models.storages.values():
        if not any(source.is_module for source in linked.settings.sources):
            continue
        own: Mapping[Kept, list[Use]] = own_storages(linked, settling, row)
        for source in linked.settings.sources:
            settled = _settled(linked, settling, row, source) if source.is_module else None
            holding, own = _default(linked, row, source, settled, own)
            if holding is not None:
                yield holding
                break
        for kept, uses in own.items():
            yield holding_of(row, kept, uses)


def _default(
    linked: Linked,
    row: StorageRow,
    source: Source,
    settled: Settled | None,
    own: Mapping[Kept, list[Use]],
) -> tuple[Holding | None, Mapping[Kept, list[Use]]]:
    """Return the storage of all fields that have none, and what is left of OWN.

    Those that are the same disk, by the same reason, belong to it.
    """
    if settled is None:
        return None, own
    told = reason(settled, linked.evaluator.environment)
    left = {kept: uses for kept, uses in own.items() if kept.span and kept.reason != told}
    same = [use for kept, uses in own.items() if kept not in left for use in uses]
    saves = sorted(_saves(linked, row), key=lambda use: (len(use.chain), use))
    fields = (*_fields(linked, row), *same, *saves)
    holding = _holding(linked, row, source, told, fields)
    return holding, own if holding is None else left


def _settled(linked: Linked, settling: Settling, row: StorageRow, source: Source) -> Settled | None:
    """Return what makes a source keep files on the local disk, None where it does not for sure.

    The first of the settings that is given decides.
    """
    choice = ResourceRow(row.library, "storage", "disk", disk=row.local)
    left_out: Settled | None = None
    is_open = False
    for name in row.settings:
        answer = linked.settings.answer(source, name)
        if any(item.value is not None for item in answer.values):
            return settling.settle(name, choice, source, list(answer.values))
        is_open = is_open or answer.is_set is None
        if answer.values or left_out is None:
            left_out = settling.settle(name, choice, source, list(answer.values))
    return None if is_open else left_out


def _text(setting: Setting) -> str:
    if setting.value is None or isinstance(setting.value, Tree):
        return HOLE
    return part_text(setting.value)


def _fields(linked: Linked, row: StorageRow) -> Iterator[Use]:
    """Yield the fields of rows that take files and have no storage of their own."""
    for at, call, use in row_fields(linked, row):
        given = own_storage(call, row)
        if given is None or _is_default(linked, row, at, given):
            yield use


def _is_default(linked: Linked, row: StorageRow, at: ScopeId, given: ExprUnion) -> bool:
    """Whether a field is given the storage that it would have anyway."""
    names = {
        f"{getattr(ref.value, 'name', '')}.save" for ref in linked.evaluator.evaluate(at, given)
    }
    return not names.isdisjoint(row.saves)


def _saves(linked: Linked, row: StorageRow) -> Iterator[Use]:
    """Yield the calls while serving that put a file into the storage."""
    for at, _, call, subject in Subjects(linked, frozenset(row.saves)).calls():
        chain = linked.phases.chain(at)
        if chain is not None:
            how = subject.rpartition(".")[2] + "()"
            yield linked.use(at, call.line, call.column, how, chain)


def _holding(
    linked: Linked, row: StorageRow, source: Source, told: str, fields: tuple[Use, ...]
) -> Holding | None:
    folder = next(
        (
            item
            for item in linked.settings.answer(source, row.folder).values
            if item.value is not None and _text(item)
        ),
        None,
    )
    apps = _apps(linked, row, source) if folder is not None else ""
    if not fields and not apps:
        return None
    if folder is not None:
        symbol, span = row.folder, folder.span
    else:
        first = fields[0]
        symbol = first.how.rstrip("()")
        span = Span(first.path, first.line, first.column, first.line, first.column + len(symbol))
    return Holding(
        "storage",
        "disk",
        symbol,
        row.settings[0],
        span,
        told if fields else f"{told}, and `{apps}` takes files",
        fields,
        instead=row.instead,
        documentation=row.documentation,
        library=row.library,
        purpose="upload",
        part_of=row.folder,
    )


def _apps(linked: Linked, row: StorageRow, source: Source) -> str:
    """Return the first installed application that takes files, '' if there is none."""
    if not row.installed:
        return ""
    for setting in linked.settings.answer(source, row.installed).values:
        value = setting.value
        if isinstance(value, ContainerValue):
            for item in getattr(value.display, "items", ()):
                app = _app(linked, row, str(getattr(item, "value", "")))
                if app:
                    return app
    return ""


def _app(linked: Linked, row: StorageRow, text: str) -> str:
    """Return the application of ROW that an entry TEXT installs, by its configuration too."""
    names = {text}
    for ref in named(linked.evaluator, text, 0):
        if isinstance(ref.value, ClassValue):
            names.update(linked.evaluator.classes.external_bases(ref.value.id))
    known = (app for app in row.apps for name in names if f"{name}.".startswith(f"{app}.apps."))
    return text if text in row.apps else next(known, "")
