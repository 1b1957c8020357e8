"""What calls do to files, ready for looking up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from hidden_state.models.file import CommandDoes, FileDoes, PathMakes
from hidden_state.models.rows import positions

if TYPE_CHECKING:
    from hidden_state.models.schema import ModelFile
    from hidden_state.models.tables import Models


Receiver = Literal["task", "row", "session"]


class FileRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A call that touches a file or folder; see `hidden_state.models.file.File`."""

    does: FileDoes
    path: tuple[int | str, ...] = ()
    receiver: bool = False
    mode: tuple[int | str, ...] = ()
    source: tuple[int | str, ...] = ()
    loose: bool = False
    streams: bool = False
    kept: bool = False
    kept_when_false: str | None = None
    purpose: str = ""
    handler: tuple[int | str, ...] = ()
    item: tuple[str, ...] = ()
    package: bool = False
    writes: tuple[str, ...] = ()
    into: tuple[int | str, ...] = ()
    ending: tuple[int | str, ...] = ()


class PathRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A call or attribute that gives a path; see `hidden_state.models.file.Path`."""

    makes: PathMakes
    receiver: bool = False
    loose: bool = False


class FormatRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A call that turns data into text of a format, or back."""

    format: str
    loads: bool


class StorageRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The storage of a framework; see `hidden_state.models.file.Storage`."""

    library: str
    settings: tuple[str, ...]
    local: tuple[str, ...]
    folder: str
    fields: tuple[str, ...]
    own: tuple[str, ...] = ()
    registry: str = ""
    installed: str = ""
    apps: tuple[str, ...] = ()
    saves: tuple[str, ...] = ()
    instead: str = ""
    documentation: str = ""


class CommandRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a program does to files; see `hidden_state.models.file.Command`."""

    does: CommandDoes = "write"
    first: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    position: int | None = None
    every: bool = False
    values: tuple[str, ...] = ()
    source: int | None = None
    here: bool = False
    folder: tuple[str, ...] = ()
    runs: bool = False
    purpose: str = ""


class RunnerRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A call that runs a program; see `hidden_state.models.file.Runner`."""

    command: tuple[int | str, ...]
    words: bool = False
    folder: tuple[int | str, ...] = ()
    below: bool = False


class FileModels(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """All that is known of files: by name of call, class or method; storages by their folder."""

    files: dict[str, FileRow] = {}
    paths: dict[str, PathRow] = {}
    formats: dict[str, FormatRow] = {}
    uploads: dict[str, str] = {}
    handovers: dict[str, Receiver] = {}
    storages: dict[str, StorageRow] = {}
    commands: dict[str, tuple[CommandRow, ...]] = {}
    runners: dict[str, RunnerRow] = {}


def add_files(models: Models, file: ModelFile) -> None:
    """Put what calls of a model file do to files into the tables."""
    for touch in file.file:
        row = FileRow(
            touch.does,
            positions(touch.path),
            touch.receiver,
            positions(touch.mode),
            positions(touch.source),
            touch.loose,
            touch.streams,
            touch.kept,
            touch.kept_when_false,
            touch.purpose,
            positions(touch.handler),
            touch.item,
            touch.package,
            touch.writes,
            positions(touch.into),
            positions(touch.ending),
        )
        models.on_disk.files.update(dict.fromkeys(touch.names, row))
    for path in file.path:
        models.on_disk.paths.update(
            dict.fromkeys(path.names, PathRow(path.makes, path.receiver, path.loose))
        )
    for kept in file.format:
        models.on_disk.formats.update(
            dict.fromkeys(kept.names, FormatRow(kept.format, kept.does == "load"))
        )
    for upload in file.upload:
        models.on_disk.uploads.update(dict.fromkeys(upload.names, file.library))
    for handover in file.handover:
        models.on_disk.handovers.update(dict.fromkeys(handover.methods, "task"))
        models.on_disk.handovers.update(dict.fromkeys(handover.bases, "row"))
        models.on_disk.handovers.update(dict.fromkeys(handover.stores, "session"))
    add_commands(models.on_disk, file)
    for storage in file.storage:
        models.on_disk.storages[storage.folder] = StorageRow(
            file.library,
            storage.settings,
            storage.local,
            storage.folder,
            storage.fields,
            storage.own,
            storage.registry,
            storage.installed,
            storage.apps,
            storage.saves,
            storage.instead,
            storage.documentation or file.documentation,
        )


def add_commands(models: FileModels, file: ModelFile) -> None:
    """Put what a model file says of programs, and of what runs them, into the tables."""
    for command in file.command:
        known = msgspec.structs.asdict(command)
        programs = known.pop("programs")
        row = CommandRow(**known)
        for program in programs:
            models.commands[program] = (*models.commands.get(program, ()), row)
    for runner in file.runner:
        ran = RunnerRow(
            positions(runner.command), runner.words, positions(runner.folder), runner.below
        )
        models.runners.update(dict.fromkeys(runner.names, ran))
