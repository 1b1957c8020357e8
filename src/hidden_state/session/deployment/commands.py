"""Command lines that start a server, and how many workers they give it."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.models.server import CommandRow

DEEPEST = 3
SEPARATORS = frozenset({"&&", "||", ";", "|", "&", "(", ")", "&&(", ");"})
SCRIPT = re.compile(r"-[a-z]*c")
"""The option of a shell that takes a command line."""
PYTHON = re.compile(r"python[\d.]*|pypy[\d.]*")
TARGET = re.compile(r"(?!unix:)[A-Za-z_]\w*(\.\w+)*:[A-Za-z_]\w*(\(.*\))?|\w+(\.\w+)*\.[aw]sgi")
DEFAULT = re.compile(r"\$\{\w+:?[-=](\d+)\}")
SEVERAL = re.compile(r"auto|.*(\bnproc\b|cpu_?count).*", re.IGNORECASE)


class Served(NamedTuple):
    """A server that a command starts with WORKERS, None for as many as there are processors.

    `symbol` is the option as it is written, `target` what is served.
    """

    symbol: str
    workers: int | None
    target: str


def served(words: Sequence[str], rows: Sequence[CommandRow]) -> Iterator[Served]:
    """Yield the servers that a command of these WORDS starts with a number of workers."""
    yield from _served(words, rows, 0)


def split(text: str) -> list[str]:
    """Return the words of a command line, separators among them, up to a comment."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError:
        return []
    end = next((number for number, word in enumerate(words) if word[:1] == "#"), len(words))
    return words[:end]


def starts_server(words: Sequence[str], rows: Sequence[CommandRow]) -> bool:
    """Whether a command of these WORDS starts a server, or the application by Python."""
    names = {os.path.basename(part) for word in words for part in word.split()}  # noqa: PTH119
    return any(name in row.words[:1] for name in names for row in rows) or any(
        map(PYTHON.fullmatch, names)
    )


def _served(words: Sequence[str], rows: Sequence[CommandRow], depth: int) -> Iterator[Served]:
    for position, word in enumerate(words):
        if position and SCRIPT.fullmatch(words[position - 1]) and depth < DEEPEST:
            yield from _served(split(word), rows, depth + 1)
        name = os.path.basename(word)  # noqa: PTH119 - the path is of another machine
        for row in rows:
            size = len(row.words)
            is_it = (
                name == row.words[0]
                and tuple(words[position + 1 : position + size]) == (row.words[1:])
            )
            if is_it and _runs(words, position):
                yield from _given(_arguments(words[position + size :]), row)


def _runs(words: Sequence[str], position: int) -> bool:
    """Whether the word at POSITION is run, not installed or asked for."""
    before = words[position - 1] if position else ""
    return before not in {"install", "add", "which", "command", "-v", "pip", "import", "echo"}


def _arguments(words: Sequence[str]) -> list[str]:
    end = next((number for number, word in enumerate(words) if word in SEPARATORS), len(words))
    return list(words[:end])


def _given(words: Sequence[str], row: CommandRow) -> Iterator[Served]:
    """Yield what the last of the options says, unless the server is for development."""
    if any(word.partition("=")[0] in row.development for word in words):
        return
    found = [item for number in range(len(words)) for item in _option(words, number, row)]
    if not found:
        return
    symbol, value = found[-1]
    default = DEFAULT.fullmatch(value)
    target = next((word for word in words if TARGET.fullmatch(word)), "")
    if value.isascii() and value.isdigit() and int(value) > 0:
        yield Served(symbol, int(value), target)
    elif default is not None and int(default[1]) > 1:
        yield Served(symbol, int(default[1]), target)
    elif SEVERAL.fullmatch(value):
        yield Served(symbol, None, target)


def _option(words: Sequence[str], number: int, row: CommandRow) -> Iterator[tuple[str, str]]:
    """Yield the option at NUMBER as it is written, and its value, if it is one of the ROW's."""
    word = words[number]
    name, equals, value = word.partition("=")
    if name in row.options:
        if equals:
            yield word, value
        elif number + 1 < len(words):
            yield f"{word} {words[number + 1]}", words[number + 1]
        return
    for option in row.options:
        if len(option) == 2 and word.startswith(option) and word[2:].isdigit():
            yield word, word[2:]
