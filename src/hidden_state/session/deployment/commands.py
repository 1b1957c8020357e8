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
    for row, arguments in started(words, rows):
        yield from _given(arguments, row)


def started(
    words: Sequence[str], rows: Sequence[CommandRow], depth: int = 0
) -> Iterator[tuple[CommandRow, list[str]]]:
    """Yield the rows of what a command of these WORDS starts, with the arguments.

    Command lines that shells are given are looked into, DEPTH says how many so far; what is
    started for development is left out.
    """
    for position, word in enumerate(words):
        if position and SCRIPT.fullmatch(words[position - 1]) and depth < DEEPEST:
            yield from started(split(word), rows, depth + 1)
        name = os.path.basename(word)  # noqa: PTH119 - the path is of another machine
        for row in rows:
            size = len(row.words)
            is_it = (
                name == row.words[0]
                and tuple(words[position + 1 : position + size]) == (row.words[1:])
            )
            if is_it and _runs(words, position):
                arguments = _arguments(words[position + size :])
                if not any(word.partition("=")[0] in row.development for word in arguments):
                    yield row, arguments


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
    known = {row.words[0] for row in rows if row.options}
    return bool(names & known) or any(map(PYTHON.fullmatch, names))


def _runs(words: Sequence[str], position: int) -> bool:
    """Whether the word at POSITION is run, not installed or asked for."""
    before = words[position - 1] if position else ""
    return before not in {"install", "add", "which", "command", "-v", "pip", "import", "echo"}


def _arguments(words: Sequence[str]) -> list[str]:
    end = next((number for number, word in enumerate(words) if word in SEPARATORS), len(words))
    return list(words[:end])


def _given(words: Sequence[str], row: CommandRow) -> Iterator[Served]:
    """Yield what the last of the options for workers says."""
    found = [item for number in range(len(words)) for item in option(words, number, row.options)]
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


def option(words: Sequence[str], number: int, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the option at NUMBER as it is written, and its value, if it is one of NAMES."""
    word = words[number]
    name, equals, value = word.partition("=")
    if name in names:
        if equals:
            yield word, value
        elif number + 1 < len(words):
            yield f"{word} {words[number + 1]}", words[number + 1]
        return
    for short in names:
        if len(short) == 2 and word.startswith(short) and word[2:].isdigit():
            yield word, word[2:]
