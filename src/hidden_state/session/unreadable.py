"""HS001: a file that cannot be analysed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from hidden_state.tool import ToolRule

if TYPE_CHECKING:
    from hidden_state.finding import Finding


class UnreadableFile(ToolRule):
    """A file cannot be analysed.

    It cannot be read or decoded, or is no Python that this version of Python understands. What
    it does is not known; the rest of the project is analysed without it.

    Bad:

        print "a statement of Python 2"

    Good:

        print("a call")
    """

    code = "HS001"
    name = "unreadable-file"
    consequence = "unknown: this file was not analysed"


def unreadable(path: str, message: str, line: int = 1, column: int = 1) -> Finding:
    """Return the finding that says why the file at PATH is not analysed."""
    version = ".".join(map(str, sys.version_info[:2]))
    return UnreadableFile.finding(
        path,
        (line, column, column),
        f"the file cannot be analysed: {message}",
        f"correct it, exclude it, or run hidden-state on its Python (this is {version})",
    )
