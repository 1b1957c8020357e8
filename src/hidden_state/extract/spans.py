"""The lines of each statement: of a compound one its head, with the decorators."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SUITES = ("body", "handlers", "cases", "orelse", "finalbody")


def statement_spans(tree: ast.Module, lines: Sequence[bytes]) -> list[tuple[int, int]]:
    """Return the first and the last line of every statement of TREE, read from LINES."""
    return sorted(_spans(tree, lines))


def span_around(spans: Sequence[tuple[int, int]], line: int) -> tuple[int, int]:
    """Return the lines of what is stated in LINE: LINE alone where nothing is."""
    around = [span for span in spans if span[0] <= line <= span[1]]
    if not around:
        return line, line
    return min(first for first, _ in around), max(last for _, last in around)


def span_below(
    spans: Sequence[tuple[int, int]], lines: Sequence[bytes], line: int
) -> tuple[int, int]:
    """Return the lines of the statement right below the comment in LINE: LINE if there is none."""
    below = line + 1
    while below <= len(lines) and lines[below - 1].lstrip().startswith(b"#"):
        below += 1
    beginning = [span for span in spans if span[0] == below]
    return span_around(beginning, below) if beginning else (line, line)


def _spans(tree: ast.Module, lines: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        below = [child for name in SUITES for child in _listed(node, name)]
        pending.extend(below)
        if isinstance(node, ast.stmt):
            yield _first_line(node), _last_line(node, below, lines)


def _listed(node: ast.AST, name: str) -> list[ast.AST]:
    value = getattr(node, name, None)
    return value if isinstance(value, list) else []


def _first_line(node: ast.AST) -> int:
    """Return the line that NODE begins in, decorators included."""
    decorators = getattr(node, "decorator_list", None)
    first = decorators[0] if decorators else node
    return int(getattr(first, "lineno", 0))


def _last_line(node: ast.stmt, below: list[ast.AST], lines: Sequence[bytes]) -> int:
    """Return the line that NODE, or the head of NODE, ends in."""
    inner = [_first_line(child) for child in below if isinstance(child, ast.stmt)]
    if not below:
        return node.end_lineno or node.lineno
    last = min(inner, default=node.lineno + 1) - 1
    while last > node.lineno and lines[last - 1].strip()[:1] in (b"", b"#"):
        last -= 1
    return max(last, node.lineno)
