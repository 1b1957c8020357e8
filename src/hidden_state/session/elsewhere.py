"""Findings as they are seen from other files than the one that defines the state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hidden_state.finding import Finding


def at_writes(finding: Finding) -> Iterator[Finding]:
    """Yield FINDING at each of its writes that are in another file than the definition."""
    for write in finding.writes:
        if write.path != finding.path:
            yield _at(finding, write.path, write.line, write.column)


def seen_from(finding: Finding, is_chosen: Callable[[str], bool]) -> Finding | None:
    """Return FINDING at the first of its places whose path IS_CHOSEN, None if there is none.

    The definition comes first, then the writes, then the way from the entry point.
    """
    if is_chosen(finding.path):
        return finding
    for write in finding.writes:
        if is_chosen(write.path):
            return _at(finding, write.path, write.line, write.column)
    way = [(step.path, step.line) for step in reversed(finding.chain)]
    if finding.entry is not None:
        way.append((finding.entry.path, finding.entry.line))
    return next((_at(finding, path, line, 1) for path, line in way if is_chosen(path)), None)


def _at(finding: Finding, path: str, line: int, column: int) -> Finding:
    """Return FINDING at another place; what it says of its definition stays."""
    return replace(finding, path=path, line=line, column=column, end_line=line, end_column=column)
