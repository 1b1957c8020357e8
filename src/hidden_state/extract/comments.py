"""`# noqa` and `# stateful[...]` comments."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from typing import TYPE_CHECKING

from hidden_state.comment import Acceptance, Comment
from hidden_state.extract.spans import span_around, span_below, statement_spans

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Sequence

NOQA = re.compile(
    rb"#\s*noqa(?P<colon>\s*:\s*(?P<codes>[A-Za-z]+[0-9]+(?:[\s,]+[A-Za-z]+[0-9]+)*))?",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"[\s,]+")
STATEFUL = re.compile(r"#\s*stateful\s*\[")
MARKED = re.compile(STATEFUL.pattern.encode())
OTHER_COMMENT = re.compile(r"\s#(?:\s|noqa|type:|pragma|pylint|nosec|fmt:).*", re.DOTALL)
UNTIL_FIRST = re.compile(r"\s*until\s+([^\s:,]+)")
UNTIL_LAST = re.compile(r"(?:^|[\s,;(]+)until\s+(\d[\d-]*)\)?\.?$")


def read_comments(
    source: bytes, tree: ast.Module
) -> tuple[tuple[Comment, ...], tuple[Acceptance, ...]]:
    """Return the comments in SOURCE that silence and those that accept, TREE being its syntax."""
    silences = b"noqa" in source.lower()
    accepts = b"stateful" in source and MARKED.search(source)
    if not silences and not accepts:
        return (), ()
    lines = source.removeprefix(BOM_UTF8).splitlines()
    silencing = tuple(read_noqa(lines)) if silences else ()
    return silencing, tuple(_accepting(source, lines, tree)) if accepts else ()


def read_acceptance(text: str) -> tuple[tuple[str, ...], str, str]:
    """Return the codes, the reason and the last day of a comment that begins with `# stateful[`."""
    codes, bracket, rest = STATEFUL.sub("", text, count=1).partition("]")
    if not bracket:
        return (), "", ""
    rest = OTHER_COMMENT.sub("", rest)
    until = ""
    if first := UNTIL_FIRST.match(rest):
        until, rest = first[1], rest[first.end() :]
    reason = rest.strip().removeprefix(":").strip()
    if not until and (last := UNTIL_LAST.search(reason)):
        until, reason = last[1], reason[: last.start()]
    named = tuple(code for code in SEPARATOR.split(codes.upper()) if code)
    return named, reason if any(map(str.isalnum, reason)) else "", until


def foreign_tail(text: str) -> str:
    """Return what TEXT, a comment that begins with `# stateful[`, says to other tools."""
    match = OTHER_COMMENT.search(text)
    return text[match.start() :] if match else ""


def read_noqa(lines: Sequence[bytes]) -> Iterator[Comment]:
    """Yield the `# noqa` comments as flake8 reads them: by line, strings not excepted."""
    for number, line in enumerate(lines, 1):
        match = NOQA.search(line) if b"#" in line else None
        if match is not None:
            codes = (match["codes"] or b"").decode("ascii").upper()
            named = tuple(code for code in SEPARATOR.split(codes) if code)
            yield Comment(number, named)


def _accepting(source: bytes, lines: Sequence[bytes], tree: ast.Module) -> Iterator[Acceptance]:
    """Yield the `# stateful[...]` comments: real ones, none that a string holds."""
    import io
    import tokenize

    try:
        text = source.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        tokens = list(tokenize.tokenize(io.BytesIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return
    spans = statement_spans(tree, lines)
    for token in tokens:
        if token.type != tokenize.COMMENT:
            continue
        starts = [match.start() for match in STATEFUL.finditer(token.string)]
        line, column = token.start
        is_alone = lines[line - 1].lstrip().startswith(b"#")
        for start, end in zip(starts, [*starts[1:], None], strict=False):
            codes, reason, until = read_acceptance(token.string[start:end])
            span = span_around(spans, line)
            if is_alone and not any(first <= line <= last for first, last in spans):
                span = span_below(spans, lines, line)
            columns = (column + start + 1, token.end[1] + 1)
            yield Acceptance(line, *columns, codes, reason, until, *span)
