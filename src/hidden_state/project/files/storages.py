"""The storage that a framework puts files into, where settings leave it on the local disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.models.tables import ResourceRow
from hidden_state.project.evaluation.texts import HOLE, part_text
from hidden_state.project.holding import Holding, Use
from hidden_state.project.records import ContainerValue
from hidden_state.project.resources.reasons import reason
from hidden_state.project.resources.settled import Settling
from hidden_state.project.resources.subjects import Subjects
from hidden_state.project.settings.given import Tree
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call
    from hidden_state.models.file_tables import StorageRow
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
        fields: tuple[Use, ...] | None = None
        for source in linked.settings.sources:
            settled = _settled(linked, settling, row, source) if source.is_module else None
            if settled is None:
                continue
            if fields is None:
                saves = sorted(_saves(linked, row), key=lambda use: (len(use.chain), use))
                fields = (*_fields(linked, row), *saves)
            holding = _holding(linked, row, source, settled, fields)
            if holding is not None:
                yield holding
                break


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
    """Yield the fields of rows that take files."""
    program = linked.evaluator.program
    for at, _, call, subject in Subjects(linked, frozenset(row.fields)).calls():
        if program.scope(at).kind == "class" and not _has_own(call, row) and is_row(linked, at):
            how = subject.rpartition(".")[2] + "()"
            yield Use(program.paths[at.file], call.line, call.column, how)


def _saves(linked: Linked, row: StorageRow) -> Iterator[Use]:
    """Yield the calls while serving that put a file into the storage."""
    for at, _, call, subject in Subjects(linked, frozenset(row.saves)).calls():
        chain = linked.phases.chain(at)
        if chain is not None:
            how = subject.rpartition(".")[2] + "()"
            yield linked.use(at, call.line, call.column, how, chain)


def _has_own(call: Call, row: StorageRow) -> bool:
    return any(name in row.own for name, _ in call.keywords)


def is_row(linked: Linked, class_id: ScopeId) -> bool:
    """Whether a class is one whose objects are rows, as against a form or a migration."""
    models = linked.evaluator.models
    return any(
        models.handovers.get(name) == "row"
        for base in linked.evaluator.classes.external_bases(class_id)
        for name in models.names_of(base)
    )


def _holding(
    linked: Linked, row: StorageRow, source: Source, settled: Settled, fields: tuple[Use, ...]
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
    told = (
        reason(settled, linked.evaluator.environment)
        if fields
        else f"{reason(settled, linked.evaluator.environment)}, and `{apps}` takes files"
    )
    return Holding(
        "storage",
        "disk",
        symbol,
        row.settings[0],
        span,
        told,
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
                text = getattr(item, "value", "")
                if text in row.apps:
                    return str(text)
    return ""
