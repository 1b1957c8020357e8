"""Names as words: a hint which rule speaks, never whether one does."""

from __future__ import annotations

import re

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def has_word(symbol: str, words: frozenset[str]) -> bool:
    """Whether the last part of SYMBOL has one of WORDS among its words."""
    last = symbol.rpartition(".")[2]
    return any(word.lower() in words for word in WORD.findall(last))
