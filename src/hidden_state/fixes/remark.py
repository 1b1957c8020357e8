"""Write a `# stateful[...]` comment into a file that is no Python but has such comments."""

from __future__ import annotations

from hidden_state.extract.comments import STATEFUL, read_acceptance
from hidden_state.fixes.errors import FixError


def accept_in_text(source: bytes, line: int, comment: str) -> bytes:
    """Return SOURCE with COMMENT on a line of its own above what is in LINE, counted from 1.

    A comment there that names the same codes alone is replaced.  Raise FixError if there is no
    such line.
    """
    lines = source.splitlines(keepends=True)
    if not 0 < line <= len(lines):
        raise FixError(f"there is no line {line}; write it yourself: {comment}")
    first = line - 1
    while first and lines[first - 1].rstrip().endswith(b"\\"):
        first -= 1
    text = lines[first]
    indent = text[: len(text) - len(text.lstrip())]
    end = b"\r\n" if text.endswith(b"\r\n") else b"\n"
    added = indent + comment.encode() + end
    if first and _accepts_the_same(lines[first - 1], comment):
        lines[first - 1] = added
    else:
        lines.insert(first, added)
    return b"".join(lines)


def _accepts_the_same(line: bytes, comment: str) -> bool:
    """Whether LINE is nothing but a comment that accepts what COMMENT accepts."""
    text = line.decode("utf-8", "replace").strip()
    found = STATEFUL.match(text)
    return found is not None and read_acceptance(text)[0] == read_acceptance(comment)[0]
