"""Text that is in an editor and not yet in its file."""

from __future__ import annotations

import io
import tokenize


def encoded(source: str) -> bytes:
    """Return SOURCE in the encoding that it says it is in."""
    content = source.encode("utf-8", "replace")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return source.encode(encoding)
    except (SyntaxError, UnicodeError):
        return content
