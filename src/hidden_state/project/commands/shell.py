"""Command lines as text, taken apart as a shell does.

What is not known is a token, as in paths; a word that is a star and a token stands for any
number of words.  Words of a list are put between two `MARK`s, so that they stay one, and what
would be an operator in them is disguised.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.files import text as texts

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "\x02"
OPERATORS = "();<>|&\n"
DISGUISED = {ord(sign): chr(0xF800 + number) for number, sign in enumerate(OPERATORS)}
UNDISGUISED = {ord(sign): chr(original) for original, sign in DISGUISED.items()}
FIRST_PLACE, LAST_PLACE = 0xE000, 0xF7FF
PLAIN = re.compile(r"[\w./:=@%+,~-]+")
SUBSTITUTED = re.compile(r"\$\(\([^()]*\)\)|\$\([^()]*\)|`[^`]*`|\$[0-9@*#?!]")
VARIABLE = re.compile(r"\$([A-Za-z_]\w*)")
ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
KEYWORDS = frozenset({"if", "then", "else", "elif", "while", "until", "do", "!", "time", "exec"})
MOVING = frozenset({"cd", "pushd"})


class Simple(NamedTuple):
    """One command: its words, the files that it is redirected to, the folder that it runs in."""

    words: tuple[str, ...]
    outputs: tuple[str, ...] = ()
    folder: str = ""


def quoted(word: str) -> str:
    """Return WORD as one word of a command line."""
    kept: list[str] = []
    start = 0
    for found in texts.TOKEN.finditer(word):
        kept.extend((word[start : found.start()].translate(DISGUISED), found[0]))
        start = found.end()
    kept.append(word[start:].translate(DISGUISED))
    return word if PLAIN.fullmatch(word) else f"{MARK}{''.join(kept)}{MARK}"


def unquoted(line: str) -> str:
    """Return a command line without what holds words of a list together."""
    return line.replace(MARK, "").translate(UNDISGUISED)


def commands(line: str, folder: str = "") -> list[Simple]:
    """Return the commands of LINE that runs in FOLDER; none where quotes do not match."""
    places: list[str] = []

    def placed(known: str) -> str:
        places.append(known)
        return chr(min(FIRST_PLACE + len(places) - 1, LAST_PLACE))

    text = texts.TOKEN.sub(lambda found: placed(found[0]), line)
    text = SUBSTITUTED.sub(lambda _: placed(texts.token(texts.OPEN, "shell", "")), text)
    text = VARIABLE.sub(lambda found: placed(_variable(found[1])), text)
    try:
        words = list(_lexer(text))
    except ValueError:
        return []
    back = {FIRST_PLACE + number: known for number, known in enumerate(places)}
    return list(_parsed([word.translate(back) for word in words], folder))


def _variable(name: str) -> str:
    """Return the token of a variable of the shell: one of the environment, or one of its own."""
    if name.isupper():
        return texts.token(texts.SETTLED, f"environment {name}", name)
    return texts.token(texts.OPEN, f"shell {name}", name)


def _lexer(text: str) -> shlex.shlex:
    lexer = shlex.shlex(text, posix=True, punctuation_chars=OPERATORS)
    lexer.whitespace = " \t\r"
    lexer.whitespace_split = True
    lexer.commenters = lexer.escape = ""
    lexer.quotes = f"'\"{MARK}"
    return lexer


def _parsed(words: list[str], folder: str) -> Iterator[Simple]:
    """Yield the commands that WORDS and operators make."""
    kept: list[str] = []
    outputs: list[str] = []
    awaits = ""
    for word in [*words, ";"]:
        if not word or set(word) - set(OPERATORS):
            if awaits == ">" and not word.isdigit():
                outputs.append(word.translate(UNDISGUISED))
            elif not awaits:
                kept.append(word.translate(UNDISGUISED))
            awaits = ""
            continue
        awaits = ">" if ">" in word else "<" if "<" in word else ""
        if awaits and "(" not in word:
            if kept and kept[-1].isdigit() and len(kept[-1]) == 1:
                kept.pop()
            continue
        awaits = ""
        command = without_prefix(tuple(kept))
        if command or outputs:
            yield Simple(command, tuple(outputs), folder)
        if len(command) > 1 and command[0] in MOVING:
            folder = texts.joined([folder, command[1]])
        kept, outputs = [], []


def without_prefix(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a command without keywords and assignments before it."""
    start = 0
    while start < len(words) and (words[start] in KEYWORDS or ASSIGNED.match(words[start])):
        start += 1
    return words[start:]
