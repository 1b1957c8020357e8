"""`# noqa` comments."""

from __future__ import annotations

import re

from hidden_state.facts import Comment

NOQA = re.compile(
    rb"#\s*noqa(?P<colon>\s*:\s*(?P<codes>[A-Za-z]+[0-9]+(?:[\s,]+[A-Za-z]+[0-9]+)*))?",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"[\s,]+")


def read_comments(source: bytes) -> tuple[Comment, ...]:
    """Return the `# noqa` comments as flake8 reads them: by line, strings not excepted."""
    if b"noqa" not in source.lower():
        return ()
    found = []
    for number, line in enumerate(source.splitlines(), 1):
        match = NOQA.search(line)
        if match is not None:
            codes = (match["codes"] or b"").decode("ascii").upper()
            found.append(Comment(number, tuple(code for code in SEPARATOR.split(codes) if code)))
    return tuple(found)
