"""A rule explained, and all rules listed: for a screen, or as plain text."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from hidden_state.reporters.families import FAMILIES, family_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.reporters.description import Description

WIDEST = 100
INDENT = "    "
ROOM_FOR_NAMES = 110


def plain(rule: Description) -> str:
    """Return RULE as text: what a pipe gets."""
    return "\n\n".join(_paragraphs(rule)) + "\n"


def print_explanation(
    rule: Description, file: TextIO, width: int | None, *, is_coloured: bool
) -> None:
    """Print RULE to FILE, laid out for a screen of WIDTH columns; None is no screen."""
    if width is None and not is_coloured:
        file.write(plain(rule))
        return
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    console = Console(
        file=file,
        force_terminal=is_coloured,
        no_color=not is_coloured,
        emoji=False,
        highlight=False,
        theme=Theme({"markdown.code": "bold cyan"}),  # no background: it may be a light screen
        width=min(width or WIDEST, WIDEST),
    )
    console.print(f"[bold red]{rule.code}[/] [bold]{rule.name}[/] ({rule.category})\n")
    console.print(Markdown(rule.markdown, code_theme="ansi_dark", justify="left"))


def listing(rules: Iterable[Description], width: int | None) -> str:
    """Return RULES, one a line, below their families; names only where WIDTH has room for them."""
    order = [family.digits for family in FAMILIES]
    ranked = sorted(rules, key=lambda rule: (_rank(order, rule), rule.code))
    parts = [
        "\n".join((_heading(group[0]), *(_row(rule, width) for rule in group)))
        for _, found in groupby(ranked, key=lambda rule: rule.code[:3])
        if (group := list(found))
    ]
    return "\n\n".join(parts) + "\n"


def _rank(order: list[str], rule: Description) -> int:
    digits = rule.code[:3]
    return order.index(digits) if digits in order else len(order)


def _heading(rule: Description) -> str:
    family = family_of(rule.code)
    title = f": {family.title}" if family else ""
    return f"{rule.code[:3]} {rule.category}{title}"


def _row(rule: Description, width: int | None) -> str:
    name = f"{rule.name:28}" if width is None or width >= ROOM_FOR_NAMES else ""
    return f"{rule.code}  {name}{rule.summary}"


def _paragraphs(rule: Description) -> Iterator[str]:
    yield f"{rule.code} {rule.name} ({rule.category})"
    yield rule.summary
    yield from (textwrap.fill(part, 80) for part in rule.reason.split("\n\n"))
    for section in rule.sections:
        yield f"{section.title}:"
        if section.prose:
            yield textwrap.indent(textwrap.fill(section.prose, 76), INDENT)
        if section.code:
            yield textwrap.indent(section.code, INDENT)
