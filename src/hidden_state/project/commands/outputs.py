"""What a command does to which files, by the rows of the models."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.commands.shell import Simple, commands, without_prefix
from hidden_state.project.files import text as texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hidden_state.models.file import CommandDoes
    from hidden_state.models.file_tables import CommandRow

DEEPEST = 4
ANYTHING = texts.token(texts.OPEN, "many", "")
STREAMS = frozenset({"-", "/dev/stdout", "/dev/stderr"})
ELSEWHERE = re.compile(r"(?![A-Za-z]:[/\\])[^/]*:")
"""The beginning of `host:path`, `pipe:1`, `s3://bucket`."""


PARTS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")
OF_PROGRAMS = frozenset(
    {"path", "bin", "binary", "exe", "executable", "cmd", "command", "program", "tool", "get"}
)
"""Words of names that say that something is a program."""
MANY = re.compile(r"%0?\d*d|[*]+")
"""What stands for any number, or anything, in the name of a file."""


class Deed(NamedTuple):
    """What a program does to the file at `path`; `is_sure` says that this is a file in any case."""

    program: str
    does: CommandDoes
    path: str
    source: str = ""
    purpose: str = ""
    is_sure: bool = False


def plain_commands(
    rows: Mapping[str, tuple[CommandRow, ...]], found: Iterable[Simple], depth: int = 0
) -> Iterator[Simple]:
    """Yield commands without `sudo`, `timeout 60`, `bash -c` and the like before them."""
    for command in found:
        inner = _inner(rows, command) if depth < DEEPEST else None
        if inner is None:
            yield command
            continue
        yield from plain_commands(rows, inner, depth + 1)
        if command.outputs:
            yield Simple((), command.outputs, command.folder)


def _inner(rows: Mapping[str, tuple[CommandRow, ...]], command: Simple) -> list[Simple] | None:
    """Return the commands that a command runs, None if it runs none."""
    for row in rows.get(program_of(rows, command), ()):
        if not row.runs:
            continue
        arguments = command.words[1:]
        for option, value in _options(row, arguments):
            if value is not None and _fits(option, row.after):
                return commands(value, command.folder)
        places = [place for place, _ in _plain(row, arguments)]
        if row.position is not None and row.position < len(places):
            return [Simple(without_prefix(arguments[places[row.position] :]), (), command.folder)]
    return None


def program_of(rows: Mapping[str, tuple[CommandRow, ...]], command: Simple) -> str:
    """Return the name of the program of a command, '' if it has none.

    A variable that is called after a program is the path of it: `FFMPEG_PATH`.
    """
    word = command.words[0] if command.words else ""
    known = texts.TOKEN.fullmatch(word)
    if known is None:
        return word.rpartition("/")[2]
    parts = [part.lower() for part in PARTS.split(known[3]) if part]
    words = [part for part in parts if part not in OF_PROGRAMS]
    found = next((name for name in ("-".join(words), "_".join(words)) if name in rows), word)
    return word if any(row.runs for row in rows.get(found, ())) else found


def deeds(rows: Mapping[str, tuple[CommandRow, ...]], command: Simple) -> Iterator[Deed]:
    """Yield what a plain command does to files, its redirections included."""
    program = program_of(rows, command)
    known = rows.get(program, ())
    purpose = next((row.purpose for row in known if row.purpose), "")
    for output in command.outputs:
        if _is_file(output):
            shown = program if program and texts.OPEN not in program else "shell"
            path = _below(command.folder, output)
            yield Deed(shown, "write", path, purpose=purpose, is_sure=True)
    for row in known:
        if not row.runs and _counts(row, command.words[1:]):
            yield from _of_row(row, program, command)


def _counts(row: CommandRow, words: tuple[str, ...]) -> bool:
    if row.needs and not any(_fits(word, row.needs) for word in words):
        return False
    if any(_fits(word, row.unless) for word in words):
        return False
    if not row.first:
        return True
    plain = next((word for _, word in _plain(row, words)), "")
    return any(_fits(word, row.first) for word in (*words[:1], plain))


def _of_row(row: CommandRow, program: str, command: Simple) -> Iterator[Deed]:
    words = command.words[1:]
    options = [pair for pair in _options(row, words) if pair[1] is not None]
    folder = command.folder
    for option, value in options:
        if value is not None and _fits(option, row.folder):
            folder = texts.joined([folder, value])
    plain = [word for _, word in _plain(row, words)]
    given = [value or "" for option, value in options if _fits(option, row.after)]
    found = given
    if not given and row.position is not None:
        found = [path for path in _at_position(row, plain) if _is_named(path)]
    source = _below(folder, _at(plain, row.source))
    for path in found:
        if _is_file(path):
            inside = path.removesuffix("/*") if row.does == "delete" else path
            whole = _below(folder, inside)
            yield Deed(program, row.does, whole, source, row.purpose, not _is_spread(path))
    if not found and row.here and folder:
        yield Deed(program, row.does, folder, purpose=row.purpose)


def _at_position(row: CommandRow, plain: list[str]) -> list[str]:
    """Return the words at the position of a row; none where unknown words may come before."""
    place = row.position or 0
    if row.every:
        return [word for word in plain[place:] if not _is_spread(word)]
    before = plain[:place] if place >= 0 else plain[place:]
    if any(_is_spread(word) for word in before) or not -len(plain) <= place < len(plain):
        return []
    return [] if row.source is not None and len(plain) < 2 else [plain[place]]


def _at(plain: list[str], position: int | None) -> str:
    return plain[position] if position is not None and position < len(plain) else ""


def _plain(row: CommandRow, words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield what is no option, nor the value of one, with its place."""
    is_value = False
    for place, word in enumerate(words):
        if is_value:
            is_value = False
        elif word.startswith("-") and word not in STREAMS:
            is_value = _fits(word, (*row.values, *row.after, *row.folder))
        else:
            yield place, word


def _options(row: CommandRow, words: tuple[str, ...]) -> Iterator[tuple[str, str | None]]:
    """Yield each word as an option, with its value: the rest of it, or the next word."""
    for word, following in zip(words, (*words[1:], None), strict=False):
        start, sign, rest = word.partition("{")
        option, equals, value = start.partition("=")
        if equals:
            yield option, value + sign + rest
        elif (
            word[1:2].isalpha()
            and word.startswith("-")
            and len(word) > 2
            and (word[2] in "/~.{" and _fits(word[:2], row.after))
        ):
            yield word[:2], word[2:]
        elif " " in start and _fits(start.partition(" ")[0], row.after):
            option, _, value = word.partition(" ")
            yield option, value.strip("'\" ")
        else:
            yield word, following


def _fits(word: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(word, pattern) for pattern in patterns)


def _is_spread(word: str) -> bool:
    return word.startswith("*{")


def _is_file(path: str) -> bool:
    """Whether a word is a file of this machine, not a stream or a place elsewhere."""
    known = texts.TOKEN.sub("x", path)
    return bool(path) and path not in STREAMS and ELSEWHERE.match(known) is None


def _is_named(path: str) -> bool:
    """Whether a word that may be anything by its place is a path for sure."""
    return texts.is_path(path) or "." in texts.TOKEN.sub("", path) or texts.OPEN in path


def _below(folder: str, path: str) -> str:
    """Return where a path is that is read in FOLDER."""
    path = _patterned(path)
    if not path or not folder or (texts.is_rooted(path) and texts.TOKEN.match(path)):
        return texts.cleaned(path)
    return texts.joined([folder, path])


def _patterned(path: str) -> str:
    """Return a path with open parts for what may be any name: `*`, `%03d`."""
    pieces: list[str] = []
    start = 0
    for found in texts.TOKEN.finditer(path):
        pieces.extend((MANY.sub(ANYTHING, path[start : found.start()]), found[0]))
        start = found.end()
    return "".join((*pieces, MANY.sub(ANYTHING, path[start:])))
