"""Findings as text on a screen: in colours, laid out in its width, with paths to click on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from hidden_state.reporters.summary import statistics_of, summary_of
from hidden_state.reporters.text import below, hint_of, line_of, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from hidden_state.finding import Finding, Result
    from hidden_state.reporters.display import Display

INDENT = 4
WORD = re.compile(r"\s*\S+\s*")


def print_result(result: Result, file: TextIO, display: Display, *, is_coloured: bool) -> None:
    """Print RESULT to FILE as DISPLAY wants it."""
    console = Console(
        file=file,
        force_terminal=is_coloured,
        no_color=not is_coloured,
        highlight=False,
        soft_wrap=True,
        emoji=False,
        width=display.width,
    )
    for finding in result.findings:
        for text in _laid_out(_head(finding, display), display):
            console.print(text)
        for line in below(finding, display):
            console.print(line, style="dim", markup=False)
    if display.statistics:
        for line in ("", *statistics_of(result.findings), ""):
            console.print(one_line(line), markup=False)
    style = "bold" if result.findings else "bold green"
    for text in _laid_out([Text(summary_of(result), style=style)], display):
        console.print(text)


def _head(finding: Finding, display: Display) -> list[Text]:
    """Return FINDING in one line, or, on a screen of some width, the message and the hint."""
    link = f"link {Path(finding.path).absolute().as_uri()}" if display.has_links else ""
    line = line_of(finding)
    path, position = one_line(finding.path), f":{finding.line}:{finding.column}: "
    rest = line[len(path) + len(position) + len(finding.code) :]
    hint = one_line(hint_of(finding))
    is_apart = display.width is not None and bool(hint)
    if is_apart:
        rest = rest[: -len(f". {hint}")]
    place = Text.assemble((path, "bold"), (position.rstrip(), "cyan"), style=link)
    head = Text.assemble(place, " ", (finding.code, "bold red"), rest)
    return [head, Text(f"{' ' * INDENT}{hint}")] if is_apart else [head]


def _laid_out(lines: list[Text], display: Display) -> Iterator[Text]:
    """Yield LINES, those that are wider than the screen in several, the later ones indented."""
    for text in lines:
        if display.width is None or text.cell_len <= display.width:
            yield text
            continue
        first, *rest = text.divide(_breaks(text.plain, display.width))
        first.rstrip()
        yield first
        for part in rest:
            part.rstrip()
            yield Text(" " * INDENT) + part


def _breaks(text: str, width: int) -> list[int]:
    """Return where to break TEXT, so that its lines fit in WIDTH; words stay whole."""
    breaks: list[int] = []
    used = 0
    for match in WORD.finditer(text):
        columns = cell_len(match[0])
        if used + cell_len(match[0].rstrip()) > width and match.start():
            breaks.append(match.start())
            used = INDENT
        used += columns
    return breaks
