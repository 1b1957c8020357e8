"""How findings are shown as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import msgspec

SourceLine: TypeAlias = Callable[[str, int], "str | None"]
"""Gives a line of a file, by path and number, None where it is not to be had."""


def no_source(_path: str, _line: int) -> None:
    """Give no line of any file."""


class Display(msgspec.Struct, frozen=True):
    """What is shown of each finding besides its line, and what after all of them.

    `source` gives what `show_source` shows.  On a screen of `width` columns lines are laid out
    to fit, with None each finding stays one line; `has_links` says that paths can be clicked on.
    """

    show_chain: bool = False
    show_source: bool = False
    statistics: bool = False
    source: SourceLine = no_source
    width: int | None = None
    has_links: bool = False


PLAIN = Display()
