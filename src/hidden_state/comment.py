"""Comments that speak to the tool: `# noqa` and `# stateful[HS402]: reason`."""

from __future__ import annotations

import msgspec


class Comment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A `# noqa` comment; no codes means all."""

    line: int
    codes: tuple[str, ...]


class Acceptance(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A `# stateful[...]` comment, and the statement that it is about.

    `first` and `last` are the statement's lines, `until` is what was written as the last day, ''
    if nothing was; columns count from 1.
    """

    line: int
    column: int
    end_column: int
    codes: tuple[str, ...]
    reason: str
    until: str
    first: int
    last: int
