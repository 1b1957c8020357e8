"""What a model file may say for a report: what loads much, and what connects to shared stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hidden_state.models.rows import Argument, Arguments, Names, Row, Text, positions

if TYPE_CHECKING:
    from hidden_state.models.schema import ModelFile


class Loader(Row, frozen=True):
    """Calls that load or build `what`: a model, an index, a data frame."""

    names: Names
    what: Text


class Connection(Row, frozen=True):
    """Calls whose result is connected to `what`, a store that instances share.

    With `values`, one of these texts has to be the `argument`.  An object whose public name begins
    with one of `uses` uses such a store when its methods are called.
    """

    names: Names
    what: Text
    argument: Argument | Arguments | None = None
    values: tuple[Text, ...] = ()
    uses: tuple[Text, ...] = ()


class ReportTables(Row, frozen=True):
    """The tables of a model file that are only for reports."""

    loader: tuple[Loader, ...] = ()
    connection: tuple[Connection, ...] = ()


class ConnectionRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What calls connect to, if the argument is one of `values` or there are none."""

    what: str
    argument: tuple[int | str, ...] = ()
    values: tuple[str, ...] = ()


class ReportModels(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """By public name what calls load, what they connect to, and by its beginning what is used."""

    loaders: dict[str, str] = {}
    connections: dict[str, ConnectionRow] = {}
    uses: dict[str, str] = {}


def add_for_reports(models: ReportModels, file: ModelFile) -> None:
    """Put what a model file says for reports into the tables."""
    for loader in file.loader:
        models.loaders.update(dict.fromkeys(loader.names, loader.what))
    for connection in file.connection:
        row = ConnectionRow(connection.what, positions(connection.argument), connection.values)
        models.connections.update(dict.fromkeys(connection.names, row))
        models.uses.update(dict.fromkeys(connection.uses, connection.what))
