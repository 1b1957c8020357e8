"""The line of a finding, and marks below the name in it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.finding import Finding
    from hidden_state.reporters.display import Display

TAB = "    "
MARGIN = 20
WIDEST = 160
ELLIPSIS = "\u2026"


def excerpt_of(finding: Finding, display: Display) -> Iterator[str]:
    """Yield the line that FINDING is in and one with marks below its name, nothing if it is gone.

    Columns are those of the screen: a tab takes four, a wide character two.
    """
    text = display.source(finding.path, finding.line)
    if text is None:
        return
    text = text.rstrip("\r\n")
    start = finding.column - 1
    end = finding.end_column - 1 if finding.end_line == finding.line else len(text)
    end = min(max(end, start + 1), max(len(text), start + 1))
    gutter = f"{finding.line:>7} | "
    cells = [_shown(character) for character in text]
    first, last = _window(cells, start, (display.width or WIDEST) - len(gutter) - 2)
    before = sum(map(_width, cells[first:start])) + bool(first)
    marked = max(sum(map(_width, cells[start : min(end, last)])), 1)
    line = "".join(cells[first:last])
    cut = (ELLIPSIS if first else "", ELLIPSIS if last < len(cells) else "")
    yield f"{gutter}{cut[0]}{line}{cut[1]}".rstrip()
    yield f"{' ' * 7} | {' ' * before}{'^' * marked}"


def _window(cells: list[str], start: int, room: int) -> tuple[int, int]:
    """Return the part of CELLS, START in it, that ROOM columns hold."""
    first = 0
    while first < start - MARGIN and sum(map(_width, cells[first : start + MARGIN])) > room:
        first += 1
    last, used = first, 0
    while last < len(cells) and used + _width(cells[last]) <= room:
        used += _width(cells[last])
        last += 1
    return first, last


def _shown(character: str) -> str:
    if character == "\t":
        return TAB
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")


def _width(text: str) -> int:
    """Return the columns that TEXT takes."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(character)
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )
