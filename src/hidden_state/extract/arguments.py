"""Arguments of a call that are written as text, as configurations of logging have them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 2_000


def argument_of(args: str, kwargs: str, name: str) -> str | None:
    """Return the first of ARGS, a tuple as Python text, or what the dict KWARGS has under NAME.

    A text is returned as it is, of anything else the source.  None means that there is neither, or
    that they are no Python.
    """
    given = _parsed(args)
    if isinstance(given, ast.Tuple | ast.List):
        if given.elts:
            return _text(given.elts[0])
    elif given is not None:
        return _text(given)
    return _named(kwargs).get(name)


def _named(text: str) -> Mapping[str, str]:
    given = _parsed(text)
    if not isinstance(given, ast.Dict):
        return {}
    return {
        key.value: _text(value)
        for key, value in zip(given.keys, given.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def _parsed(text: str) -> ast.expr | None:
    """Return the one expression that TEXT is, None if it is none."""
    if not text.strip() or len(text) > LONGEST:
        return None
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _text(value: ast.expr) -> str:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return ast.unparse(value)
