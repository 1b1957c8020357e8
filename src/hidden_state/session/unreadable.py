"""HS001: a file that cannot be analysed."""

from __future__ import annotations

import sys

from hidden_state.cache.files import digest
from hidden_state.finding import Consequences, Definition, Finding

UNKNOWN = "unknown: this file was not analysed"


class UnreadableFile:
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
    category = "tool"


def unreadable(path: str, message: str, line: int = 1, column: int = 1) -> Finding:
    """Return the finding that says why the file at PATH is not analysed."""
    version = ".".join(map(str, sys.version_info[:2]))
    return Finding(
        path=path,
        line=line,
        column=column,
        end_line=line,
        end_column=column,
        code=UnreadableFile.code,
        rule=UnreadableFile.name,
        category=UnreadableFile.category,
        symbol="",
        confidence="certain",
        message=f"the file cannot be analysed: {message}",
        hint=f"correct it, exclude it, or run hidden-state on its Python (this is {version})",
        fixable=False,
        fingerprint=digest(UnreadableFile.code.encode(), path.encode()).hex(),
        definition=Definition(path=path, line=line),
        writes=(),
        entry=None,
        chain=(),
        consequences=Consequences(
            scale_out=UNKNOWN, instance_loss=UNKNOWN, rolling_deploy=UNKNOWN, rollback=UNKNOWN
        ),
    )
