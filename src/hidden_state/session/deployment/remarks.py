"""`# noqa` and `# stateful[...]` comments in files that are not Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.comment import Acceptance
from hidden_state.extract.comments import STATEFUL, read_acceptance, read_noqa

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.comment import Comment


def remarks(content: bytes) -> tuple[tuple[Comment, ...], tuple[Acceptance, ...]]:
    """Return the comments in CONTENT that silence, and those that accept.

    One on a line of its own is about the next line that says something, and those that it goes on
    to with a backslash.
    """
    silent = tuple(read_noqa(content.splitlines())) if b"noqa" in content.lower() else ()
    if b"stateful" not in content:
        return silent, ()
    lines = content.decode("utf-8", "replace").splitlines()
    return silent, tuple(_accepting(lines))


def _accepting(lines: Sequence[str]) -> Iterator[Acceptance]:
    for number, line in enumerate(lines, 1):
        match = STATEFUL.search(line)
        if match is None:
            continue
        codes, reason, until = read_acceptance(line[match.start() :])
        first = number
        if not line[: match.start()].strip():
            first = _next_line(lines, number)
        last = first
        while last < len(lines) and lines[last - 1].rstrip().endswith("\\"):
            last += 1
        yield Acceptance(
            number, match.start() + 1, len(line) + 1, codes, reason, until, first, last
        )


def _next_line(lines: Sequence[str], number: int) -> int:
    """Return the number of the first line after line NUMBER that is no comment and not empty."""
    for later, line in enumerate(lines[number:], number + 1):
        if line.strip() and not line.lstrip().startswith("#"):
            return later
    return number
