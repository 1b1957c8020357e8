"""What files that are no code say of logs that are written to disk."""

from __future__ import annotations

import msgspec


class LogHandler(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A handler called `name` that writes to FILE, in a configuration of logging at PATH.

    `line` and `column`, counted from 1, are where FILE is written; `keys` are those above the
    handlers, none where the whole file configures logging.
    """

    path: str
    line: int
    column: int
    name: str
    file: str
    keys: tuple[str, ...] = ()


class LogOption(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A server is told at a line and column, counted from 1, to log to FILE.

    `symbol` is the option as it is written.  With `configures`, FILE is a configuration of
    logging instead.
    """

    path: str
    line: int
    column: int
    symbol: str
    file: str
    configures: bool = False


class Logs(msgspec.Struct, frozen=True):
    """All of these in a project, by the paths of their files."""

    handlers: tuple[LogHandler, ...] = ()
    options: tuple[LogOption, ...] = ()
