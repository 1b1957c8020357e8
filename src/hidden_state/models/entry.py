"""What a model file says of entry points, and the tables that it is looked up in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import field

from hidden_state.models.errors import ModelError
from hidden_state.models.rows import Argument, Arguments, Names, Row, Text, positions

if TYPE_CHECKING:
    from pathlib import Path

    from hidden_state.models.tables import Models

By = Literal["decorator", "call", "base", "setting", "loop"]
Runs = Literal[
    "request",
    "websocket",
    "task",
    "message",
    "schedule",
    "signal",
    "hook",
    "startup",
    "shutdown",
    "offline",
]
Instance = Literal["request", "connection", "process"]


class Entry(Row, frozen=True):
    """What makes a function an entry point.

    An object that is given to a method of `taken_off_by` where it was made lives no longer than
    that takes, whatever `instance` says.
    """

    names: Names
    by: By
    runs: Runs
    kind: Text
    path: Argument | Arguments | None = None
    method: Text | None = None
    methods: Text | None = None
    bare: bool = False
    loose: bool = False
    kept_when_false: str | None = None
    callable: Arguments = field(default=(), name="callable")
    functions: tuple[Text, ...] = ()
    instance: Instance | None = None
    taken_off_by: tuple[Text, ...] = ()
    parameters: tuple[Text, ...] = ()


class EntryRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What makes a function an entry point; positions count without `self`."""

    library: str
    by: By
    runs: Runs
    kind: str
    path: tuple[int | str, ...] = ()
    method: str | None = None
    methods: str | None = None
    bare: bool = False
    loose: bool = False
    callable: tuple[int | str, ...] = ()
    functions: tuple[str, ...] = ()
    instance: Instance | None = None
    parameters: tuple[str, ...] = ()
    kept_when_false: str | None = None
    taken_off_by: tuple[str, ...] = ()


def check_entry(file: Path, key: str, entry: Entry) -> None:
    """Raise where the keys of an entry do not go together."""
    if entry.by == "call" and not entry.callable:
        raise ModelError(file, f"{key}.callable", 'this key is required when by = "call"')
    if entry.by == "base" and not (entry.functions or entry.instance):
        message = 'this key or `instance` is required when by = "base"'
        raise ModelError(file, f"{key}.functions", message)
    if entry.loose and entry.by != "decorator":
        raise ModelError(file, f"{key}.loose", 'accepted only when by = "decorator"')
    for number, name in enumerate(entry.names):
        if "*" in name and not (entry.by == "base" and name.rfind("*") == 0 and len(name) > 1):
            where = f"{key}.names[{number}]"
            raise ModelError(file, where, 'a `*` may only start a name, when by = "base"')


def add_entry(models: Models, library: str, entry: Entry) -> None:
    """Put an entry into the tables under each of its names."""
    row = EntryRow(
        library,
        entry.by,
        entry.runs,
        entry.kind,
        positions(entry.path),
        entry.method,
        entry.methods,
        entry.bare,
        entry.loose,
        entry.callable,
        entry.functions,
        entry.instance,
        entry.parameters,
        entry.kept_when_false,
        entry.taken_off_by,
    )
    tables = {
        "decorator": models.decorators,
        "call": models.calls,
        "base": models.bases,
        "setting": models.settings,
        "loop": models.loops,
    }
    for name in entry.names:
        if name.startswith("*"):
            models.suffixes[name[1:]] = row
        else:
            tables[entry.by][name] = row
        if entry.loose:
            models.loose[name.rpartition(".")[2]] = row
