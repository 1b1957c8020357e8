"""What a model file may say of servers: how many workers they run, and who sends requests where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import field

from hidden_state.models.logs import LogTables
from hidden_state.models.rows import Argument, Arguments, Row, Text, positions

if TYPE_CHECKING:
    from hidden_state.models.schema import ModelFile


class Server(Row, frozen=True):
    """What starts worker processes of a web application, and where their number is given.

    `commands` are first words of a command line, of which `options` give the number, as does the
    `variable` of the environment; `names` are public names of calls, with the `argument`; a file
    whose name fits one of `files` assigns it to `assigns`.  With `development`, an option or
    argument, the server is for development.  Options `logs` take the path of a log, `configures`
    that of a configuration of logging, as do the names `assigns_logs` and `assigns_configures`.
    """

    commands: tuple[Text, ...] = ()
    options: tuple[Text, ...] = ()
    variable: str = ""
    names: tuple[Text, ...] = ()
    argument: Argument | Arguments | None = None
    files: tuple[Text, ...] = ()
    assigns: tuple[Text, ...] = ()
    development: tuple[Text, ...] = ()
    logs: tuple[Text, ...] = ()
    configures: tuple[Text, ...] = ()
    assigns_logs: tuple[Text, ...] = ()
    assigns_configures: tuple[Text, ...] = ()


class Balancer(Row, frozen=True):
    """What sends the requests of a client to the same instance each time.

    `statements` are patterns of lines in files whose names fit one of `files`; `labels` are
    patterns of `key=value` among the annotations and labels of manifests.
    """

    files: tuple[Text, ...] = ()
    statements: tuple[Text, ...] = ()
    labels: tuple[Text, ...] = ()


class ServerTables(LogTables, frozen=True):
    """The tables of a model file that are about servers."""

    server: tuple[Server, ...] = ()
    balancer: tuple[Balancer, ...] = ()


class CallRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A call that starts a server: the argument that is the number of workers."""

    argument: tuple[int | str, ...]
    development: tuple[str, ...] = ()


class CommandRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A command that starts a server, by its first words."""

    words: tuple[str, ...]
    options: tuple[str, ...]
    development: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    configures: tuple[str, ...] = ()


class ServerModels(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """All that is known of servers.

    By the pattern of a file's name, `files` are the names that it assigns, `logs` those that it
    assigns logs and configurations of logging to, `statements` the patterns of statements.
    """

    calls: dict[str, CallRow] = {}
    commands: list[CommandRow] = field(default_factory=list)
    variables: dict[str, str] = {}
    files: dict[str, tuple[str, ...]] = {}
    logs: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    statements: dict[str, tuple[str, ...]] = {}
    labels: list[str] = field(default_factory=list)


def add_servers(models: ServerModels, file: ModelFile) -> None:
    """Put what a model file says of servers into the tables."""
    for server in file.server:
        call = CallRow(positions(server.argument), server.development)
        models.calls.update(dict.fromkeys(server.names, call))
        for command in server.commands:
            words = tuple(command.split())
            given = (server.options, server.development, server.logs, server.configures)
            models.commands.append(CommandRow(words, *given))
        if server.variable:
            models.variables[server.variable] = file.library
        models.files.update(dict.fromkeys(server.files, server.assigns))
        logs = (server.assigns_logs, server.assigns_configures)
        models.logs.update(dict.fromkeys(server.files, logs))
    for balancer in file.balancer:
        for pattern in balancer.files:
            known = models.statements.get(pattern, ())
            models.statements[pattern] = (*known, *balancer.statements)
        models.labels.extend(balancer.labels)
