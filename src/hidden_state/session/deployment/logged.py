"""Where servers are told, by options of a command or a file of their own, to write their logs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hidden_state.session.deployment.commands import option, started

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.logs import LogOption
    from hidden_state.models.server import CommandRow
    from hidden_state.session.deployment.page import Page

DEFAULT = re.compile(r"\$\{\w+:?[-=]([^{}]+)\}")
VARIABLE = re.compile(r"\$\{?\w+\}?|%\(\w+\)s")
KEY = re.compile(r"\s*(([\w-]+)\s*=\s*(\S+))\s*(?:[#;].*)?")
STREAM = "-"
SCHEME = "file:"


def logged(words: Sequence[str], rows: Sequence[CommandRow]) -> Iterator[tuple[str, str, bool]]:
    """Yield the options by which a command of these WORDS says where logs go, with the path.

    The last part says whether that is one of a configuration of logging.
    """
    for row, arguments in started(words, rows):
        for number in range(len(arguments)):
            for names, configures in ((row.logs, False), (row.configures, True)):
                for symbol, value in option(arguments, number, names):
                    if path_of(value):
                        yield symbol, path_of(value), configures


def keyed(page: Page, text: str, first: int, last: int) -> Iterator[LogOption]:
    """Yield what a line `key = value` of a file for a server says, its keys being the options."""
    match = KEY.fullmatch(text)
    if match is None:
        return
    symbol, key, value = match.groups()
    for row in page.servers.commands:
        is_its = row.words[0] in page.path.lower() and f"--{key}" in row.logs
        if is_its and path_of(value):
            yield page.log_option(symbol, path_of(value), first, last)


def path_of(value: str) -> str:
    """Return the path that VALUE is, with its default for a variable; '' where it is no path."""
    text = DEFAULT.sub(lambda match: match[1], value).removeprefix(SCHEME).strip("\"'")
    known = VARIABLE.sub("", text)
    if known == STREAM or not known.strip("/.") or ":" in known:
        return ""
    return text
