"""The text of a file: lines in which bytes are not characters."""

from __future__ import annotations


def wide_lines(source: bytes) -> dict[int, bytes]:
    """Return the lines, by number, in which a column in bytes is not a column in characters."""
    if source.isascii():
        return {}
    return {
        number: line for number, line in enumerate(source.splitlines(), 1) if not line.isascii()
    }
