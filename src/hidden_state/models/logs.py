"""What a model file may say of calls that are given a configuration of logging."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hidden_state.models.report import ReportTables
from hidden_state.models.rows import Argument, Arguments, Row, Text, positions

if TYPE_CHECKING:
    from hidden_state.models.schema import ModelFile


class Logging(Row, frozen=True):
    """Calls whose `argument` configures logging: a mapping, or the path of a file with one.

    `defaults` is the argument with texts that the file may refer to; `settings` are such mappings
    of a framework.  With `key`, the argument is a list of mappings instead, which have what is
    written to under it.
    """

    names: tuple[Text, ...] = ()
    argument: Argument | Arguments | None = None
    settings: tuple[Text, ...] = ()
    defaults: Argument | Arguments | None = None
    key: str = ""


class LogTables(ReportTables, frozen=True):
    """The tables of a model file that are about logging."""

    logging: tuple[Logging, ...] = ()


class LogRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A call that configures logging by an argument."""

    argument: tuple[int | str, ...]
    defaults: tuple[int | str, ...] = ()
    key: str = ""


class LogModels(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """All that is known of logging: calls by public name, and settings with their libraries."""

    calls: dict[str, LogRow] = {}
    settings: dict[str, str] = {}


def add_logging(models: LogModels, file: ModelFile) -> None:
    """Put what a model file says of logging into the tables."""
    for row in file.logging:
        known = LogRow(positions(row.argument), positions(row.defaults), row.key)
        models.calls.update(dict.fromkeys(row.names, known))
        models.settings.update(dict.fromkeys(row.settings, file.library))
